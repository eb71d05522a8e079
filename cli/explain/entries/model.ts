import type { Entries } from "../entry";

export const model: Entries = {
    "model/unknown-cell": {
        cause: "`cells` of a model names a cell that the stack does not have.",
        example: `cells:
  - name: eu
models:
  - name: screening
    cells: [europe]`,
        remedy: "Name cells of the stack, or remove `cells` so that the model runs in every cell.",
    },
    "model/cell-twice": {
        cause: "`cells` of a model lists a cell more than once.",
        example: `models:
  - name: screening
    cells: [eu, eu]`,
        remedy: "List each cell once.",
    },
    "model/name-twice": {
        cause: "Two models have the same name. Clients request a model by its name, so names must be unique.",
        example: `models:
  - name: screening
  - name: screening`,
        remedy: "Give each model a name of its own. Versions of one model are its `releases`.",
    },
    "model/sticky-header": {
        cause: "`stickyBy` of a model names a header that can't identify a subject. `authorization` changes while its subject stays, and gates remove headers that begin with `x-meridian-` or `x-envoy-` from requests of clients.",
        example: `models:
  - name: screening
    stickyBy: header:authorization`,
        remedy: "Name a header that clients send, as in `header:x-subject`, or a claim of their token, as in `claim:sub`.",
    },
    "model/unknown-region": {
        cause: "`regions` of a model has a wave for a region in which the model does not run.",
        example: `cells:
  - name: eu
    regions: [local:eu-west, local:eu-central]
models:
  - name: screening
    regions:
      local:eu-north:
        traffic: [{ version: "1.0.0", percent: 100 }]`,
        remedy: "Name a region of a cell in which the model runs, or remove the wave.",
    },
    "cell/no-model": {
        cause: "No model runs in a cell: every model lists other cells under `cells`. The cell's regions would serve nothing.",
        example: `cells:
  - name: eu
  - name: us
models:
  - name: screening
    cells: [eu]`,
        remedy: "Add the cell to `cells` of a model, or remove the cell.",
    },
    "name/release-twice": {
        cause: "Two releases have the same name in clouds. Servers are named after model and version, and the characters that most clouds don't accept are replaced, so different models and versions can result in one name. With KServe, a release may also have the name of the Service that KServe makes for another one, `<release>-predictor`.",
        example: `models:
  - name: screening
    releases:
      "1.0.0-0": { artifact: "file:models/1.onnx" } # screening-1-0-0-0
  - name: screening-1
    releases:
      "0.0.0": { artifact: "file:models/2.onnx" } # screening-1-0-0-0`,
        remedy: "Rename one of the models, or change the version of one of the releases.",
    },
    "release/digest-twice": {
        cause: "Two releases of a model have the same digest, so both are the same file. An A/B test or a wave between them would compare the model with itself.",
        example: `models:
  - name: screening
    releases:
      "1.0.0":
        artifact: file:models/1.onnx
        digest: sha256:0eb8b6b0cb9a0572f155e36e6f3cf92ae6da7e1c0c8f05d1f93c28460b248f83
      "2.0.0":
        artifact: file:models/2.onnx
        digest: sha256:0eb8b6b0cb9a0572f155e36e6f3cf92ae6da7e1c0c8f05d1f93c28460b248f83`,
        remedy: "Correct the artifact and the digest of one of the releases, or remove a release.",
    },
    "shadow/answers": {
        cause: "The `shadow` of a model is also one of the releases in `traffic`. A shadow receives copies of requests, and its responses are compared and dropped, so it can't also answer clients.",
        example: `models:
  - name: screening
    traffic:
      - { version: "1.0.0", percent: 90 }
      - { version: "2.0.0", percent: 10 }
    shadow: { version: "2.0.0", percent: 5 }`,
        remedy: "Remove the release from `traffic`, or remove `shadow`.",
    },
    "shadow/unknown-release": {
        cause: "`shadow` of a model names a version that is not one of its `releases`.",
        example: `models:
  - name: screening
    releases: { "1.0.0": { artifact: "file:models/1.onnx" } }
    shadow: { version: "2.0.0", percent: 5 }`,
        remedy: "Name one of the model's releases, or add the release under `releases`.",
    },
    "batching/fixed-rows": {
        cause: "A model has `batching`, but an input or output in the signature of one of its releases has a fixed first dimension. Requests are computed together as rows along that dimension, so it must be open in all inputs and outputs.",
        example: `models:
  - name: screening
    batching: { size: 8 }
    releases:
      "1.0.0":
        artifact: file:models/1.onnx
        signature:
          inputs: [{ name: features, datatype: FP32, shape: [1, 30] }]
          outputs: [{ name: score, datatype: FP32, shape: [1] }]`,
        remedy: "Export the model with an open first dimension, which is -1 in the signature, or remove `batching`.",
    },
};
