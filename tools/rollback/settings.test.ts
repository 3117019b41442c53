import { restoreSettings } from "./settings";

const plain = (value: string) => ({ value, secret: false });
const secret = { secret: true };

const text = `# Settings of the stack.
encryptionsalt: v1:abc
config:
  cordillera:description: stacks/new.yaml # moved
  cordillera:later: "1"
  hcloud:token:
    secure: v1:present
`;

describe("restoreSettings", () => {
  const present = {
    "cordillera:description": plain("stacks/new.yaml"),
    "cordillera:later": plain("1"),
    "hcloud:token": secret,
  };

  test("puts plain settings back and leaves secrets and comments as they are", () => {
    const former = {
      "cordillera:description": plain("stacks/old.yaml"),
      "cordillera:tags": { value: '{"a":1}', objectValue: { a: 1 }, secret: false },
      "hcloud:token": secret,
    };
    expect(restoreSettings(text, { present, former })).toEqual({
      text: `# Settings of the stack.
encryptionsalt: v1:abc
config:
  cordillera:description: stacks/old.yaml # moved
  hcloud:token:
    secure: v1:present
  cordillera:tags:
    a: 1
`,
      changes: [
        'cordillera:description: "stacks/new.yaml" -> "stacks/old.yaml"',
        'cordillera:later: "1" -> not set',
        'cordillera:tags: not set -> "{\\"a\\":1}"',
      ],
      kept: [],
    });
  });

  test("never turns a secret into text, nor the other way, and names what cannot be restored", () => {
    const former = { ...present, "hcloud:token": plain("was plain once"), "aws:secretKey": secret };
    const restored = restoreSettings(text, { present, former });
    expect(restored.text).toBe(text);
    expect(restored.kept).toEqual([
      "aws:secretKey: is a secret that is not set now; give it with pulumi config set --secret",
    ]);
  });

  test("writes the first setting of a stack that has none", () => {
    const former = { "cordillera:description": plain("stacks/a.yaml") };
    expect(restoreSettings("", { present: {}, former }).text).toBe(
      "config:\n  cordillera:description: stacks/a.yaml\n",
    );
    expect(restoreSettings("encryptionsalt: v1:x\n", { present: {}, former }).text).toBe(
      "encryptionsalt: v1:x\nconfig:\n  cordillera:description: stacks/a.yaml\n",
    );
  });
});
