import { Transcript } from "./transcript";

describe("Transcript", () => {
  test("gives the challenge that Merlin's own test vector gives", () => {
    const transcript = new Transcript("test protocol");
    transcript.append("some label", Buffer.from("some data"));
    expect(transcript.challenge("challenge", 32).toString("hex")).toBe(
      "d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615",
    );
  });

  test("depends on every byte that was said, over several blocks of the sponge", () => {
    const challengeOf = (last: number) => {
      const transcript = new Transcript("test protocol");
      transcript.append("step", Buffer.concat([Buffer.alloc(1000, 7), Buffer.from([last])]));
      return transcript.challenge("challenge", 200).toString("hex");
    };
    expect(challengeOf(1)).toBe(challengeOf(1));
    expect(challengeOf(1)).not.toBe(challengeOf(2));
  });
});
