import type { Entries } from "../entry";

/** Of `meridian resolve`, which downloads artifacts and writes their digests to the lock. */
export const resolve: Entries = {
    "release/not-found": {
        cause: "`meridian resolve` can't read the artifact of a release. The file does not exist, the host refuses the request, or the connection fails; the message has the reason.",
        example: `models:
  - name: screening
    releases: { "1.0.0": { artifact: "file:models/missing.onnx" } }`,
        remedy: "Correct the path or the address. Paths are relative to the project, and a token for an HTTPS host is read from `MERIDIAN_TOKEN_<HOST>`.",
    },
    "release/other-digest": {
        cause: "The artifact of a release has another SHA-256 digest than the config states. The file was changed, or the digest belongs to another file.",
        example: `models:
  - name: screening
    releases:
      "1.0.0":
        artifact: file:models/1.onnx
        digest: sha256:0000000000000000000000000000000000000000000000000000000000000000`,
        remedy: "Correct `digest` if the file is the intended one. Otherwise restore the file.",
    },
    "lock/artifact-changed": {
        cause: "The artifact of a release has another digest than `meridian.lock.json` recorded for the same address. A version stands for the same bytes everywhere, so a changed file is another release.",
        example: `models:
  - name: screening
    releases: { "1.0.0": { artifact: "file:models/1.onnx" } } # the file was trained again since the last resolve`,
        remedy: "Add the changed file as a release with another version. If the change of this version is intended, write its digest in the config.",
    },
    "lock/two-artifacts": {
        cause: "Two stacks of a project name different artifacts for the same model and version. All stacks share one lock, in which a version has one digest.",
        example: `models: # Pulumi.dev.yaml has file:models/1.onnx for the same release
  - name: screening
    releases: { "1.0.0": { artifact: "s3://models/1.onnx" } }`,
        remedy: "Name the same artifact in both stacks, or give one of the two releases another version.",
    },
};
