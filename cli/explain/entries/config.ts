import type { Entries } from "../entry";

/** The form of a config, and secrets in it. */
export const config: Entries = {
    "config/missing": {
        cause: "A key that has no default is missing.",
        example: `models:
  - releases: { "1.0.0": { artifact: "file:models/1.onnx" } } # without name
    traffic: [{ version: "1.0.0", percent: 100 }]`,
        remedy: "Add the key. The message shows what it expects.",
    },
    "config/unknown-key": {
        cause: "An object has a key that meridian does not know. It is refused, because a mistyped key would otherwise have no effect.",
        example: `routing:
  egde: regional`,
        remedy: "Correct the spelling, or remove the key. The message lists the keys of the object.",
    },
    "config/key": {
        cause: "A key that you choose, such as a version or a region, does not have the form that its object expects.",
        example: `models:
  - name: screening
    releases:
      v1: { artifact: "file:models/1.onnx" }`,
        remedy: "Rename the key as the message shows.",
    },
    "config/type": {
        cause: "A value has another type than the key expects: text instead of a number, one value instead of a list, or nothing at all.",
        example: `budget: { monthly: "12000", currency: USD }`,
        remedy: "Write the value in the type that the message shows. Numbers have no quotes, and items of a list follow a hyphen each.",
    },
    "config/value": {
        cause: "A value has the right type, and is outside the range, the list or the form that the key accepts.",
        example: `observability:
  slo: { availability: 99.9 } # a part of 1: 0.999`,
        remedy: "Correct the value as the message shows.",
    },
    "config/namespace": {
        cause: "A config key is not read by meridian, and is spelled so much like one of its keys that it is likely meant to be. Nothing else would report that it has no effect.",
        example: `meridan:routing: # meridian:routing
  auth: {}`,
        remedy: "Write the key with the namespace `meridian:`.",
    },
    "config/secret-in-clear": {
        cause: "The config has text that looks like a secret, such as a private key, a token or a password in an address. The stack file is committed, so everyone with access to the repository can read it. Messages never show the text.",
        example: `models:
  - name: screening
    releases:
      "1.0.0": { artifact: "https://me:password@models.example.com/1.onnx" }`,
        remedy: "Remove it here and from the history, and replace it at its issuer. Store the new one with `pulumi config set --secret secrets:<name>`, and write `{ secret: <name> }` where the key accepts one.",
    },
    "secret/missing": {
        cause: "`{ secret: <name> }` names a secret, and the stack has no config key `secrets:<name>`.",
        example: `observability:
  exports:
    - name: siem
      to: otlp
      endpoint: https://siem.example.com/
      place: aws:eu-west-1
      token: { secret: siem } # without secrets:siem`,
        remedy: "Run `pulumi config set --secret secrets:<name>`, or correct the name.",
    },
};
