import type { Entries } from "../entry";

/** Of a stack's file, before its config is read. */
export const stackFile: Entries = {
    "config/yaml": {
        cause: "The file of the stack is not valid YAML, so no part of it can be read. The message has what the parser found and where.",
        example: `models:
  - name: screening
    releases: { "1.0.0": { artifact: "file:models/1.onnx" }`,
        remedy: "Correct the YAML at that position. Common causes are tabs, a bracket that is not closed, and a key that is written twice.",
    },
    "config/outside": {
        cause: "A key is at the top level of the file of the stack, beside `config`. Pulumi ignores all keys there but its own, so the value would have no effect.",
        example: `config:
  meridian:service: screening
meridian:domain: screening.example.com`,
        remedy: "Move the key under `config`, or remove it.",
    },
    "config/encrypted": {
        cause: "A value of the config was set with `pulumi config set --secret`. Commands such as `meridian validate` read the config without the key of the stack, so values of `meridian:*` are in plain text, and secrets are referenced by name.",
        example: `domain:
  secure: AAABAHk3Zm9vYmFyYmF6cXV4`,
        remedy: "Write the value in plain text. If it is a secret, store it as `secrets:<name>` and write `{ secret: <name> }` where the key accepts it.",
    },
    "secret/in-clear": {
        cause: "A key `secrets:<name>` has a value in plain text. Everyone who can read the file or its history knows the secret.",
        example: `config:
  secrets:splunk-token: 0f3a1c52-plain-text`,
        remedy: "Have the issuer replace the secret, remove the value from the file and its history, and set the new one with `pulumi config set --secret secrets:<name>`.",
    },
};
