import type { Entries } from "../entry";

export const aws: Entries = {
    "aws/once-per-account": {
        cause: "Two `Service` components of a program build in the same AWS account and region, and both manage what an account has once per region: the replication of images, the template of replicated repositories, or the opt-in of AWS Backup. Each update of one would overwrite the settings of the other.",
        example: `new Service("screening", { domain: "screening.example.com", cells, models }, { clouds: [aws()] });
new Service("orders", { domain: "orders.example.com", cells, models }, { clouds: [aws()] });`,
        remedy: "Set `aws.manage` to `false` in one of the two services, or build them in separate accounts with `accounts.aws.roleArn` of their cells.",
    },
    "aws/audit-lock": {
        cause: "`aws.auditLock` locks files of audit trails that can't be locked: the stack has no audit trail, `store.ephemeral` deletes the files with the stack, or the lock is longer than the files are retained.",
        example: `observability: { audit: true, logs: { retainDays: 90 } }
aws: { auditLock: { mode: compliance, days: 365 } }`,
        remedy: "Set `days` to at most the days that the logs of each cell are retained, or raise `observability.logs.retainDays`. Without an audit trail, and with `store.ephemeral`, remove `auditLock`.",
    },
    "aws/internal-edge": {
        cause: "`routing.edge: internal` and the settings of AWS do not agree. Internal balancers admit clients in the ranges of `aws.clients` only, and clients reach them only in an existing network, which its owner connects with theirs. With any other edge, the internet reaches balancers, so `aws.clients` would have no effect.",
        example: `routing: { edge: internal }
cells:
  - name: eu
    # No existing network: one would be created, which is connected to no other.
    regions: ["aws:eu-west-1"]`,
        remedy: 'For internal fronts, set `aws.clients`, and `network`, `subnets` and `publicSubnets` of each region under `existing`. For public fronts, remove `aws.clients`. In a program, pass `clients` to `aws()` and `edge: "internal"` to `GlobalRouter`, or neither.',
    },
    "aws/no-such-file": {
        cause: "A release in a cell on AWS has a `file:` artifact, and that file does not exist on the machine that runs the program. An update uploads such files to a bucket.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
models:
  - name: screening
    releases: { "1.0.0": { artifact: "file:models/missing.onnx" } }`,
        remedy: "Put the file at that path, which is relative to the project, before an update. Or upload it yourself and name the object: `s3://<bucket>/<key>`.",
    },
    "aws/no-provider": {
        cause: "A value in `aws({ providers })` is not a `Provider` of the `@pulumi/aws` that this package loads. It is another kind of value, or a provider of a second installed copy of `@pulumi/aws`.",
        example: `aws({ providers: { eu: { region: "eu-west-1" } } });`,
        remedy: "Create the provider with `new aws.Provider(…)`. If it already is one, `npm ls @pulumi/aws` lists the installed copies: install one for the program and this package.",
    },
    "aws/unknown-cell": {
        cause: "`aws({ providers })` names a cell that does not exist, or that has no region on AWS. No resource would use the provider.",
        example: `// The cell is called "eu".
aws({ providers: { ue: new Provider("eu") } });`,
        remedy: "Name a cell of the config that has a region on AWS, or remove the provider.",
    },
    "aws/two-accounts": {
        cause: "The account of a cell is ambiguous. The cell names a role in `accounts.aws.roleArn` and has a provider of AWS as well, or its landing zones have different providers.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    accounts: { aws: { roleArn: "arn:aws:iam::222222222222:role/meridian" } }
# The program has a provider, too: aws({ providers: { eu: new Provider("eu") } })`,
        remedy: "Remove the role or the provider. A provider can assume the role itself (`assumeRoles`). Give all landing zones of a cell the same provider.",
    },
};
