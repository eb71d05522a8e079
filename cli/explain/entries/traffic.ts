import type { Entries } from "../entry";

export const traffic: Entries = {
    "traffic/shares-sum": {
        cause: "The percentages under `traffic` of a model, or of a wave in one of its regions, do not add up to 100.",
        example: `models:
  - name: screening
    traffic:
      - { version: "1.0.0", percent: 60 }
      - { version: "2.0.0", percent: 30 }`,
        remedy: "Change the percentages so that they add up to 100. A release with 0 runs and answers requests that name its version.",
    },
    "traffic/unknown-release": {
        cause: "`traffic` names a version that is not one of the model's `releases`.",
        example: `models:
  - name: screening
    releases: { "1.0.0": { artifact: "file:models/1.onnx" } }
    traffic: [{ version: "1.0.1", percent: 100 }]`,
        remedy: "Name one of the model's releases, or add the release under `releases`.",
    },
    "traffic/release-twice": {
        cause: "`traffic` lists a release more than once, so its percentage is ambiguous.",
        example: `models:
  - name: screening
    traffic:
      - { version: "1.0.0", percent: 50 }
      - { version: "1.0.0", percent: 50 }`,
        remedy: "Give each release one entry.",
    },
};
