import { DescriptionError } from "./errors";
import { describeIssues, parseYaml, type SourceText } from "./parseYaml";
import { type Release, releaseSchema } from "./release";

/**
 * Reads a release file.
 * @throws DESCRIPTION_INVALID with all faults of the file
 */
export function parseRelease(source: SourceText, name: string): Release {
  const { value, faults } = parseYaml(source);
  if (faults.length > 0) throw new DescriptionError(source.file, faults);
  const result = releaseSchema.safeParse(value);
  if (!result.success)
    throw new DescriptionError(source.file, describeIssues(result.error.issues, value, releaseSchema));
  if (result.data.name !== name) {
    throw new DescriptionError(source.file, [
      { path: "name", rule: `must be "${name}", as the file is called`, got: result.data.name },
    ]);
  }
  return result.data;
}
