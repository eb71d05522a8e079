import type { Entries } from "../entry";

export const observability: Entries = {
    "observability/one-zone": {
        cause: "`aws.footprint` is `small`, so tasks of a region are in one zone, but `slo.availability` is above 0.995. AWS commits to 99.5 % for a single machine, and to 99.99 % only for tasks in two zones or more.",
        example: `aws: { footprint: small }
observability:
  slo: { availability: 0.999 }`,
        remedy: "Remove `footprint`, or lower `slo.availability` to 0.995.",
    },
    "observability/unknown-home": {
        cause: "`observability.home` is not a region of a cell. The view over all regions is stored in one of the stack's own regions.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1, aws:eu-central-1]
observability: { home: aws:us-east-1 }`,
        remedy: "Name a region of a cell.",
    },
    "observability/export-twice": {
        cause: "Two exports under `observability.exports` have the same name.",
        example: `observability:
  exports:
    - { name: siem, to: splunk, endpoint: "https://splunk.example", place: aws:eu-west-1 }
    - { name: siem, to: otlp, endpoint: "https://otlp.example", place: aws:eu-west-1 }`,
        remedy: "Give each export a name of its own.",
    },
    "observability/unknown-cell": {
        cause: "`cells` of an export names a cell that the stack does not have.",
        example: `cells:
  - name: eu
observability:
  exports:
    - { name: siem, to: splunk, endpoint: "https://splunk.example", place: aws:eu-west-1, cells: [europe] }`,
        remedy: "Name cells of the stack, or remove `cells` so that all cells send.",
    },
    "observability/drift-without-baseline": {
        cause: "`observability.drift` is set, but a release that receives requests has no `baseline`. Drift is measured as the distance of features and scores from those in the baseline.",
        example: `observability: { drift: {} }
models:
  - name: screening
    releases: { "1.0.0": { artifact: "file:models/1.onnx" } }
    traffic: [{ version: "1.0.0", percent: 100 }]`,
        remedy: "Add `baseline` with `artifact` and `digest` to each release in `traffic`, waves and `shadow`, or remove `observability.drift`.",
    },
    "observability/export-ca": {
        cause: "The file in `ca` of an export can't be read, or contains no certificate. Without it the endpoint can't be verified.",
        example: `observability:
  exports:
    - { name: siem, to: otlp, endpoint: "https://otlp.example", place: aws:eu-west-1, ca: no-such-file.pem }`,
        remedy: "Set `ca` to the path of a PEM file with the authorities' certificates, relative to the project. Without `ca`, public authorities are used.",
    },
    "observability/samples-without-audit": {
        cause: "`observability.samples` is set, and the stack has no audit trail. Samples are requests in full, so each read must be recorded. In Kubernetes the audit log of the API server does that, and no audit trail is needed.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1]
observability:
  samples: { percent: 1 }`,
        remedy: "Set `observability.audit` to true, or remove `samples`.",
    },
    "observability/withdraw-without-store": {
        cause: "`observability.withdraw` is set, and the stack has no store. Regions publish their heartbeats in the store of their cell, and whether a region leaves traffic is decided from these.",
        example: `observability:
  withdraw: { digest: true } # and no store`,
        remedy: "Add `store` with a table, or remove `observability.withdraw`.",
    },
    "observability/withdraw-without-drift": {
        cause: "`observability.withdraw.psi` is set without `observability.drift`. The population stability index is measured only with `drift`.",
        example: `observability:
  withdraw: { psi: 0.3 } # and no drift
store:
  tables: [{ name: features, partitionKey: subject }]`,
        remedy: "Add `observability.drift`, or remove `psi`.",
    },
    "residency/class-not-carried": {
        cause: "An export has a data class that exports may not carry. Personal, health and financial data stay in the systems of their cell.",
        example: `observability:
  exports:
    - { name: siem, to: splunk, endpoint: "https://splunk.example", place: aws:eu-west-1, dataClass: health }`,
        remedy: "Export data of class `public` or `internal` only, and set `dataClass` to it. Otherwise remove the export.",
    },
    "residency/export-outside-cell": {
        cause: "An export sends data of a cell to a place outside the cell's jurisdictions.",
        example: `cells:
  - name: eu
    jurisdictions: [EU]
observability:
  exports:
    - { name: siem, to: splunk, endpoint: "https://splunk.example", place: aws:us-east-1 }`,
        remedy: "Send to a place in the cell's jurisdictions, or list under `cells` of the export those cells that may send there.",
    },
};
