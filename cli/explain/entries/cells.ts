import type { Entries } from "../entry";

/** Cells by themselves, and the standards that they follow. */
export const cells: Entries = {
    "cell/name-twice": {
        cause: "Two cells have the same name. The name is part of the cell's host name, so it must be unique in a stack.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
  - name: eu
    regions: ["aws:eu-central-1"]`,
        remedy: "Give each cell a name of its own.",
    },
    "cell/region-twice": {
        cause: "A cell lists a region more than once.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-west-1"]`,
        remedy: "List each region once.",
    },
    "cell/two-partitions": {
        cause: "Regions of a cell, or a region and the backup, are in different partitions of one cloud, as in China or for governments. Partitions have accounts, names and networks of their own, and nothing is replicated between them.",
        example: `cells:
  - name: main
    regions: ["aws:eu-west-1", "aws:cn-north-1"]`,
        remedy: "Give each partition a cell of its own.",
    },
    "cell/primary-missing": {
        cause: "A cell has several regions and does not name its primary. Some resources exist once in a cell, and the primary is the region that owns them.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-central-1"]`,
        remedy: "Set `primary` to one of the cell's regions.",
    },
    "cell/primary-outside": {
        cause: "The primary of a cell is not one of its regions.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-central-1"]
    primary: aws:eu-north-1`,
        remedy: "Set `primary` to one of the cell's regions, or add the region to the cell.",
    },
    "cell/failover-twice": {
        cause: "`failover` of a cell lists a region more than once, so the order in which regions take over is ambiguous.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-central-1"]
    failover: ["aws:eu-west-1", "aws:eu-west-1"]`,
        remedy: "List each region once.",
    },
    "cell/backup-is-region": {
        cause: "The backup of a cell is also one of its regions. The loss of that region would be the loss of its backup, too.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-central-1"]
    backup: aws:eu-central-1`,
        remedy: "Use a location that serves no traffic as the backup.",
    },
    "cell/backup-on-another-cloud": {
        cause: "The backup of a cell is on a cloud that none of its regions is on. No cloud copies its tables to another.",
        example: `cells:
  - name: main
    regions: ["aws:eu-west-1"]
    backup: gcp:europe-north1`,
        remedy: "Use a location on a cloud of the cell's regions.",
    },
    "cell/backup-too-near": {
        cause: "The backup of a cell is so close to one of its regions that one disaster could destroy both. The minimum is 200 km, or 100 km where the cloud has no more distant location in the cell's jurisdictions (BSI, Kriterien für die Standortwahl von Rechenzentren).",
        example: `cells:
  - name: main
    regions: ["kubernetes:fra-onprem"]
    backup: kubernetes:mainz # 31 km away`,
        remedy: "Use a location that is farther away from every region of the cell.",
    },
    "cell/existing-elsewhere": {
        cause: "`existing` of a cell has an entry for a location that is neither a region nor the backup of the cell. It would be ignored.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    existing:
      "aws:eu-west-3": { key: "arn:aws:kms:eu-west-3:111122223333:key/1" }`,
        remedy: "Name a region or the backup of the cell, or remove the entry.",
    },
    "cell/network-elsewhere": {
        cause: "`networks` of a cell has an entry for a location that is not one of its regions. No network is created there, so the entry would be ignored.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    networks:
      "aws:eu-west-3": { cidr: "10.1.0.0/16" }`,
        remedy: "Name a region of the cell, or remove the entry.",
    },
    "cell/account-unused": {
        cause: "A cell names an account on a cloud on which it has no region.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    accounts:
      gcp: { project: screening-eu }`,
        remedy: "Remove the account, or add a region on that cloud to the cell.",
    },
    "cell/boundary-elsewhere": {
        cause: "The permissions boundary of a cell's roles is a policy of another account than the cell's. IAM accepts a managed policy of the same account, or one of AWS's own.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    accounts:
      aws:
        roleArn: "arn:aws:iam::111122223333:role/meridian"
        permissionsBoundary: "arn:aws:iam::444455556666:policy/meridian-boundary"`,
        remedy: "Create the policy in the account of each cell. Name it without the account, as in `policy/meridian-boundary`: each cell then uses the policy of its own account.",
    },
    "cell/external-id-without-role": {
        cause: "The account of a cell on AWS has an `externalId` but no `roleArn`. An external id is sent when the engine assumes a role, and there is no role to assume.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    accounts: { aws: { externalId: "4711" } }`,
        remedy: "Set `roleArn` to the role whose trust policy requires the external id, or remove `externalId`.",
    },
    "budget/anomalies-in-member-account": {
        cause: "`budget.anomalies` is true, and a cell has an account of AWS of its own. AWS creates a monitor of cost by tag only in the management account of an organization, or in an account without an organization: the update would fail.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    accounts: { aws: { roleArn: "arn:aws:iam::222222222222:role/meridian" } }
budget: { monthly: 5000, currency: USD, anomalies: true }`,
        remedy: "Remove `anomalies`. In the management account, create one monitor in Cost Anomaly Detection by the cost allocation tag `meridian:service`: it covers all accounts.",
    },
    "standard/audit": {
        cause: "A cell follows a standard that requires an audit trail, and `observability.audit` is false.",
        example: `cells:
  - name: us
    standards: [hipaa]
observability:
  audit: false`,
        remedy: "Set `observability.audit` to true or remove it, or remove the standard from the cell.",
    },
    "standard/log-retention": {
        cause: "A cell follows a standard that requires logs to be retained for longer than the config does. HIPAA requires six years.",
        example: `cells:
  - name: us
    standards: [hipaa]
observability:
  logs: { retainDays: 90 }`,
        remedy: "Increase `retainDays` or remove it, or remove the standard from the cell.",
    },
    "standard/transfer": {
        cause: "A cell with protected data follows a standard that limits where the data may be, and one of the cell's jurisdictions is outside that area. Under `gdpr`, personal data may be in the European Economic Area and in countries with an adequacy decision, elsewhere only with safeguards (GDPR Art. 44 to 46).",
        example: `cells:
  - name: main
    jurisdictions: [EU, US]
    standards: [gdpr]
    dataClasses: [health]`,
        remedy: "Remove the jurisdiction, or set `safeguards` of the cell to `scc` (standard contractual clauses) or `bcr` (binding corporate rules).",
    },
};
