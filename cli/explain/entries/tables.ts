import type { Entries } from "../entry";

/** The tables of cells: `meridian:store`. */
export const tables: Entries = {
    "store/table-twice": {
        cause: "Two tables have the same name.",
        example: `store:
  tables:
    - { name: features, partitionKey: subject }
    - { name: features, partitionKey: visit }`,
        remedy: "Give each table a name of its own.",
    },
    "store/unknown-cell": {
        cause: "`cells` of a table names a cell that the config does not have.",
        example: `cells: [{ name: eu }]
store:
  tables: [{ name: features, partitionKey: subject, cells: [uk] }]`,
        remedy: "Name a cell of the config, or remove `cells`: the table is in every cell then.",
    },
    "store/class-of-no-cell": {
        cause: "A table has a data class that one of its cells does not have.",
        example: `cells:
  - name: eu
    dataClasses: [health]
store:
  tables: [{ name: features, partitionKey: subject, dataClass: financial }]`,
        remedy: "Add the class to the cell's `dataClasses`, or list under `cells` of the table only cells that have it.",
    },
    "store/existing-elsewhere": {
        cause: "`existing` of a table has an entry for a region that no cell with the table has.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
store:
  tables:
    - name: features
      partitionKey: subject
      existing: { "aws:eu-west-3": features }`,
        remedy: "Name a region of a cell that has the table, or remove the entry.",
    },
    "store/existing-partly": {
        cause: "A table exists already in some regions of a cell and not in others. An existing table is replicated by its owner, so either all regions of the cell have it, or it is created in all of them.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-central-1"]
store:
  tables:
    - name: features
      partitionKey: subject
      existing: { "aws:eu-west-1": features }`,
        remedy: "Add the table of every region of the cell, or remove `existing`.",
    },
    "store/one-attribute-twice": {
        cause: "A table uses one attribute for two purposes: as the partition key, as the sort key, or as the time at which items expire.",
        example: `store:
  tables: [{ name: features, partitionKey: subject, sortKey: subject }]`,
        remedy: "Use an attribute of its own for each, or remove `sortKey` or `ttl`.",
    },
    "store/changes-too-long": {
        cause: "Changes of a table are to be retained for longer than a cloud of the stack supports. On AWS the limit is 24 hours.",
        example: `# on aws
store:
  tables: [{ name: features, partitionKey: subject, changes: { retainHours: 48 } }]`,
        remedy: "Reduce `retainHours`. Let a consumer store events that are needed for longer.",
    },
    "store/nothing-cached": {
        cause: "A change of a table invalidates cached predictions, and there is no cache.",
        example: `store:
  tables: [{ name: features, partitionKey: subject, onChange: invalidate-predictions }]
serving: {} # without cache`,
        remedy: "Set `serving.cache`, or remove `onChange`.",
    },
    "store/backup-place-missing": {
        cause: "`store.backup` is set, and a cell with tables has no backup that the copies could be stored in.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"] # without backup
store:
  tables: [{ name: features, partitionKey: subject }]
  backup: {}`,
        remedy: "Set `backup` of the cell to a location far from its regions, or remove `store.backup`.",
    },
    "store/backup-hours": {
        cause: "The interval between copies is not one that a cloud of the stack can schedule. On Kubernetes a CronJob makes the copies, so the interval must divide a day, or be a week.",
        example: `# on kubernetes
store:
  tables: [{ name: features, partitionKey: subject }]
  backup: { everyHours: 5 }`,
        remedy: "Use 1, 2, 3, 4, 6, 8, 12, 24 or 168 hours.",
    },
    "store/backup-of-existing": {
        cause: "`store.backup` is set, and a table exists already. Existing tables are backed up where they were created.",
        example: `store:
  tables:
    - name: features
      partitionKey: subject
      existing: { "aws:eu-west-1": features }
  backup: {}`,
        remedy: "Back the table up where it was created, and remove `store.backup`. In a program, the table can also be in a store of its own.",
    },
    "store/no-quorum": {
        cause: "A cell's tables have copies in fewer than three locations. On this machine and on Kubernetes a majority of the copies must acknowledge a write, and with two locations the loss of either would stop all writes.",
        example: `# on local
cells:
  - name: main
    regions: ["local:eu-west", "local:eu-central"] # without backup
store:
  tables: [{ name: features, partitionKey: subject }]`,
        remedy: "Give the cell a backup, or another region, so that there are three locations or more.",
    },
    "store/too-many-places": {
        cause: "A cell's tables have copies in more than five locations, which NATS JetStream does not support.",
        example: `# on local
cells:
  - name: main
    regions: ["local:eu-west", "local:eu-central", "local:eu-south", "local:ch-north", "local:uk-south"]
    backup: local:eu-north
store:
  tables: [{ name: features, partitionKey: subject }]`,
        remedy: "Split the cell, or list under `cells` of each table only cells that need it.",
    },
    "store/sync-unneeded": {
        cause: "`store.sync` replicates tables between clouds, and no cell with tables is on several clouds.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-central-1"]
store:
  tables: [{ name: features, partitionKey: subject }]
  sync: events`,
        remedy: "Remove `store.sync`.",
    },
    "store/between-clouds": {
        cause: "A cell with tables has regions on several clouds, which do not replicate tables to each other.",
        example: `cells:
  - name: main
    regions: ["aws:eu-west-1", "azure:westeurope"]
store:
  tables: [{ name: features, partitionKey: subject }]`,
        remedy: "Set `store.sync` to `events`, or give each cloud a cell of its own.",
    },
    "store/strong-between-clouds": {
        cause: "The store has strong consistency, and a cell with tables is on several clouds. Changes between clouds arrive later, so no region could answer strongly consistent reads.",
        example: `cells:
  - name: main
    regions: ["aws:eu-west-1", "azure:westeurope"]
store:
  tables: [{ name: features, partitionKey: subject }]
  consistency: strong
  sync: events`,
        remedy: "Set `store.consistency` to `eventual`, or give each cloud a cell of its own.",
    },
    "store/strong-regions": {
        cause: "The store has strong consistency, and the cloud does not support it in the regions of a cell. On AWS, strongly consistent tables need one region, or exactly three regions of one set.",
        example: `cells:
  - name: main
    regions: ["aws:eu-west-1", "aws:eu-central-1"]
store:
  tables: [{ name: features, partitionKey: subject }]
  consistency: strong`,
        remedy: "Set `store.consistency` to `eventual`, or give the cell regions that the message lists.",
    },
    "store/strong-ttl": {
        cause: "A table of a cell with several regions has strong consistency and items that expire, which the cloud does not support together.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-west-2", "aws:eu-central-1"]
store:
  tables: [{ name: features, partitionKey: subject, ttl: expires }]
  consistency: strong`,
        remedy: "Remove `ttl` and delete expired items yourself, or set `store.consistency` to `eventual`.",
    },
    "store/unknown-lookup": {
        cause: "A program passes the name of a table under `lookups` that the store does not have.",
        example: `const store = new ReplicatedStore("features", {
    landings,
    tables: [{ name: "features", partitionKey: "subject" }],
    lookups: ["visits"],
});`,
        remedy: "Name a table of this store, or add the table.",
    },
};
