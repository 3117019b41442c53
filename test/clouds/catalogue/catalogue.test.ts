import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { awsCatalogue } from "./aws";
import { dockerCatalogue } from "./docker";
import { hcloudCatalogue } from "./hcloud";
import type { PropertyShape, ResourceShape } from "./shape";

const packages = join(__dirname, "../../../node_modules/@pulumi");

interface Declared {
  inputs: Record<string, { isRequired: boolean; nested: string | undefined }>;
  outputs: string[];
}

const nameOf = (member: ts.TypeElement | ts.ClassElement): string => member.name?.getText() ?? "";

/** Name of the interface in types/input.d.ts that a property's type names, if it does. */
const nestedName = (type: string): string | undefined => /inputs\.([\w.]+)/.exec(type)?.[1];

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}

/** What the installed package says of a resource type, from its declaration file. */
function readDeclared(token: string): Declared {
  const [pkg = "", module = "", name = ""] = token.split(":");
  const file = parse(join(packages, pkg, `${module.replace(/^index\//, "")}.d.ts`));
  const declared: Declared = { inputs: {}, outputs: [] };
  const members: string[] = [];
  file.forEachChild((node) => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === `${name}Args`) {
      for (const member of node.members) {
        const isRequired = member.questionToken === undefined;
        declared.inputs[nameOf(member)] = { isRequired, nested: nestedName(member.getText()) };
      }
    }
    if (ts.isClassDeclaration(node) && node.name?.text === name) {
      members.push(...node.members.filter(ts.isPropertyDeclaration).map(nameOf));
    }
  });
  declared.outputs = members.filter((member) => !(member in declared.inputs));
  return declared;
}

const inputTypes = new Map<string, Map<string, Set<string>>>();

/** Property names of every nested input type of a package, by `module.Type`. */
function readNested(pkg: string): Map<string, Set<string>> {
  const known = inputTypes.get(pkg);
  if (known) return known;
  const found = new Map<string, Set<string>>();
  const visit = (node: ts.Node, prefix: string): void => {
    if (ts.isInterfaceDeclaration(node)) {
      found.set(prefix + node.name.text, new Set(node.members.map(nameOf)));
    }
    if (ts.isModuleDeclaration(node) && node.body) {
      const inner = `${prefix}${node.name.text}.`;
      node.body.forEachChild((child) => visit(child, inner));
    }
  };
  parse(join(packages, pkg, "types/input.d.ts")).forEachChild((node) => visit(node, ""));
  inputTypes.set(pkg, found);
  return found;
}

function driftOf(token: string, shape: ResourceShape): string[] {
  const declared = readDeclared(token);
  const drift: string[] = [];
  const compare = (what: string, ours: string[], theirs: string[]) => {
    for (const name of theirs.filter((name) => !ours.includes(name))) drift.push(`${what} missing: ${name}`);
    for (const name of ours.filter((name) => !theirs.includes(name))) drift.push(`${what} unknown: ${name}`);
  };
  const isRequired = ([, property]: [string, PropertyShape]) => property.isRequired === true;
  compare("input", Object.keys(shape.inputs), Object.keys(declared.inputs));
  compare(
    "required input",
    Object.entries(shape.inputs)
      .filter(isRequired)
      .map(([name]) => name),
    Object.entries(declared.inputs).flatMap(([name, input]) => (input.isRequired ? [name] : [])),
  );
  compare("output", shape.outputs, declared.outputs);
  for (const [name, property] of Object.entries(shape.inputs)) {
    const nested = declared.inputs[name]?.nested;
    if (!property.of || !nested) continue;
    const theirs = readNested(token.split(":")[0]!).get(nested);
    compare(`${name} key`, Object.keys(property.of), [...(theirs ?? [])]);
  }
  return drift;
}

describe.each([
  ["hcloud", hcloudCatalogue],
  ["aws", awsCatalogue],
  ["docker", dockerCatalogue],
])("catalogue of %s", (_name, catalogue) => {
  test.each(Object.keys(catalogue))("%s has the properties that the installed package declares", (token) => {
    expect(driftOf(token, catalogue[token]!)).toEqual([]);
  });

  test("every reference leads to a type that it holds", () => {
    const all = Object.values(catalogue).flatMap(({ inputs, heldBy = [] }) => [
      ...Object.values(inputs).flatMap(({ refersTo, of }) => [
        refersTo,
        ...Object.values(of ?? {}).map((inner) => inner.refersTo),
      ]),
      ...heldBy,
    ]);
    expect(all.filter((type) => type !== undefined && !(type in catalogue))).toEqual([]);
  });
});
