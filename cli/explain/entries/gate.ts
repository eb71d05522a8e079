import type { Entries } from "../entry";

export const gate: Entries = {
    "gate/certificates-end-before": {
        cause: "A `RegionalServing` authenticates clients by certificates, but in its region a load balancer or the platform terminates TLS before the gate. The gate would never see a client certificate.",
        example: `// On AWS the load balancer terminates TLS.
new RegionalServing("screening", { landing, models, auth: { certificates: { authorities: pem } } });`,
        remedy: "Authenticate clients by tokens (`auth.jwt`), or choose a hosting in which the gate terminates TLS.",
    },
    "gate/shadow-behind": {
        cause: "A model of a `RegionalServing` has a shadow, but in its region a load balancer or the platform terminates TLS before the gate. The comparer of the shadow authenticates to the gate by a certificate, which the gate would never see.",
        example: `// On AWS the load balancer terminates TLS.
new RegionalServing("screening", { landing, models: [{ ...model, shadow: { version: "2.0.0", percent: 10 } }] });`,
        remedy: "Remove `shadow`, or choose a hosting in which the gate terminates TLS.",
    },
    "gate/too-large": {
        cause: "The configuration of the gate grows with the number of models, and is part of the definition of its container: of an ECS task on AWS, of a ConfigMap on Kubernetes. With so many models it exceeds the size that the cloud accepts.",
        example: `models: # in a cell on aws, and so on to 500
  - { name: model-1, releases: { "1.0.0": { artifact: "s3://models/1.onnx" } }, traffic: [{ version: "1.0.0", percent: 100 }] }
  - { name: model-2, releases: { "1.0.0": { artifact: "s3://models/2.onnx" } }, traffic: [{ version: "1.0.0", percent: 100 }] }`,
        remedy: "Serve at most as many models as the message names, or split the models between two services.",
    },
};
