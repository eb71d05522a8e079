import type { Entries } from "../entry";

export const features: Entries = {
    "features/unknown-table": {
        cause: "`features` of a model names a table that the store does not have, or the stack has no store.",
        example: `models:
  - name: screening
    features: { table: patients, input: features, attributes: [age, weight] }
store:
  tables: [{ name: features, partitionKey: subject }]`,
        remedy: "Name a table under `store.tables`, or add the table there.",
    },
    "features/sort-key": {
        cause: "`features` of a model names a table with a sort key. A look-up reads one item by its subject, and such a table can have several items for a subject.",
        example: `models:
  - name: screening
    features: { table: visits, input: features, attributes: [age, weight] }
store:
  tables: [{ name: visits, partitionKey: subject, sortKey: time }]`,
        remedy: "Store the features of a subject as one item in a table without `sortKey`, and name that table.",
    },
    "features/table-not-in-cell": {
        cause: "A model looks up features in a table that does not exist in one of the model's cells. Its servers there would find no features.",
        example: `cells:
  - name: eu
  - name: us
models:
  - name: screening
    features: { table: features, input: features, attributes: [age, weight] }
store:
  tables: [{ name: features, partitionKey: subject, cells: [eu] }]`,
        remedy: "Add the cell to `cells` of the table, or limit the model to the table's cells with `cells` of the model.",
    },
    "features/unknown-input": {
        cause: "`features.input` is not an input in the signature of one of the model's releases.",
        example: `models:
  - name: screening
    features: { table: features, input: patient, attributes: [age, weight] }
    releases:
      "1.0.0":
        artifact: file:models/1.onnx
        signature:
          inputs: [{ name: features, datatype: FP32, shape: [-1, 2] }]
          outputs: [{ name: score, datatype: FP32, shape: [-1] }]
store:
  tables: [{ name: features, partitionKey: subject }]`,
        remedy: "Set `input` to an input that all releases of the model have.",
    },
    "features/columns": {
        cause: "`features.attributes` has another length than the row of the input that it fills, according to the signature of a release.",
        example: `models:
  - name: screening
    features: { table: features, input: features, attributes: [age, weight] }
    releases:
      "1.0.0":
        artifact: file:models/1.onnx
        signature:
          inputs: [{ name: features, datatype: FP32, shape: [-1, 3] }]
          outputs: [{ name: score, datatype: FP32, shape: [-1] }]
store:
  tables: [{ name: features, partitionKey: subject }]`,
        remedy: "List one attribute for each column of the input, in the order of the columns.",
    },
    "features/default-missing": {
        cause: "`features.otherwise` is `default`, but an attribute has no value under `defaults`. The model could not be called for a subject without that attribute.",
        example: `models:
  - name: screening
    features:
      table: features
      input: features
      attributes: [age, weight]
      otherwise: default
      defaults: { age: 50 }
store:
  tables: [{ name: features, partitionKey: subject }]`,
        remedy: "Add a default for every attribute, or set `otherwise` to `refuse`, which answers such requests with 422.",
    },
    "features/default-unused": {
        cause: "`features.defaults` has a value for an attribute that is not in `attributes`, so it would never be used. This is often a spelling mistake.",
        example: `models:
  - name: screening
    features:
      table: features
      input: features
      attributes: [age, weight]
      defaults: { wieght: 70 }
store:
  tables: [{ name: features, partitionKey: subject }]`,
        remedy: "Correct the name, add it to `attributes`, or remove the default.",
    },
    "features/table-not-read": {
        cause: "A program serves a model that looks up features in a table that is not in `lookups` of its `ReplicatedStore`. The servers of models have no permission to read other tables.",
        example: `const store = new ReplicatedStore("store", {
    landings,
    tables: [{ name: "features", partitionKey: "subject" }],
    lookups: [],
});
// A model with features: { table: "features", … }
new RegionalServing("screening", { landing, models, store });`,
        remedy: "Add the table to `lookups` of the `ReplicatedStore`.",
    },
};
