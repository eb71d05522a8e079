import type { Entries } from "../entry";

/** Of programs that create components themselves. */
export const components: Entries = {
    "capability/foreign": {
        cause: "A component received something that the adapter of another cloud, or another instance of an adapter, created: a landing zone, a DNS zone handle, a front, a store or a router. An adapter can build only on what it created itself.",
        example: `const names = aws().zone({ domain: "screening.example.com" });
// Regions on this machine need the DNS zone handle of local().
local().region("eu-west").landingZone({ cell: eu, names });`,
        remedy: "Create the parts of one cloud with one instance of its adapter: call `aws()`, `kubernetes()` or `local()` once, and use it for all regions.",
    },
    "nodes/of-another-cloud": {
        cause: "A function such as `awsNodes` was called with a component that has no resources on that cloud.",
        example: `// The landing zone is of local().
awsNodes(new RegionalServing("screening", { landing, models }));`,
        remedy: "Call the function of the component's cloud: `awsNodes`, `kubernetesNodes` or `localNodes`.",
    },
    "override/unknown-kind": {
        cause: "An override names a kind of resource that the adapter does not create, so it would never apply.",
        example: `// The kind is "lb.LoadBalancer".
awsOverrides({ LoadBalancer: args => ({ args: { ...args, idleTimeout: 120 } }) });`,
        remedy: "Name a kind that the adapter creates, spelled as the class of the SDK with its module.",
    },
    "provider/of-another": {
        cause: "A `RegionalServing`, `ReplicatedStore`, `GlobalRouter` or `ObservabilityHub` received a provider in its options. These components use the providers of their landing zones and of the DNS zone handle, so the provider would have no effect.",
        example: `new RegionalServing("screening", { landing, models }, { provider: new Provider("eu") });`,
        remedy: "Pass the provider in the options of the landing zones and of the DNS zone handle, or of the `Service` that creates them.",
    },
    "residency/landing-outside-cell": {
        cause: "A program creates a landing zone of a cell in a region that the cell does not list. Its data would leave the cell.",
        example: `const eu = cell("eu", { domain, jurisdictions: ["EU"], dataClasses: ["health"], regions: ["local:eu-west"] });
local().region("us-east").landingZone({ cell: eu, names });`,
        remedy: "Create landing zones in the regions of the cell, or add the region to `regions` of the cell if it is in the cell's jurisdictions.",
    },
    "residency/landing-of-another-cell": {
        cause: "A component received the landing zone of another cell, or of another region, than the one that it is planned for. Data of one cell would be stored in the other.",
        example: `new ReplicatedStore("features", {
    landings: [landingOfEu, landingOfUs],
    tables: [{ name: "features", partitionKey: "subject" }],
});`,
        remedy: "Create one component for each cell, and pass it the landing zones of that cell only.",
    },
    "residency/front-of-another-cell": {
        cause: "A `GlobalRouter` lists a backend under a cell that the backend does not belong to. Requests of one cell would be sent to the region of another.",
        example: `new GlobalRouter("edge", { names, cells: [{ cell: eu, backends: [servingInUs] }] });`,
        remedy: "List under each cell the backends of its own regions.",
    },
    "residency/store-of-another-cell": {
        cause: "A `RegionalServing` received the store of another cell than that of its landing zone. Its models would read data of the other cell.",
        example: `new RegionalServing("screening-eu-west", { landing: landingOfEu, store: storeOfUs, models });`,
        remedy: "Pass the `ReplicatedStore` of the cell that the landing zone belongs to.",
    },
    "routing/region-without-front": {
        cause: "A `GlobalRouter` has no backend for a region of a cell. Clients would be sent to a region that does not serve.",
        example: `// The cell has the regions eu-west and eu-central.
new GlobalRouter("edge", { names, cells: [{ cell: eu, backends: [servingInWest] }] });`,
        remedy: "Create a `RegionalServing` in that region and list it as a backend, or remove the region from the cell.",
    },
    "serving/landing-twice": {
        cause: "A program creates two `RegionalServing` components on one landing zone. A region has one gate and one front, so one component serves all of its models.",
        example: `new RegionalServing("screening", { landing, models: [screening] });
new RegionalServing("fraud", { landing, models: [fraud] });`,
        remedy: "Pass the models of both components to one `RegionalServing`.",
    },
    "store/no-landing": {
        cause: "A `ReplicatedStore` received an empty list of landing zones, so it has no cell and no region to store data in.",
        example: `new ReplicatedStore("features", { landings: [], tables: [{ name: "features", partitionKey: "subject" }] });`,
        remedy: "Pass the landing zones of all regions of one cell.",
    },
    "store/region-without-landing": {
        cause: "A `ReplicatedStore` has no landing zone for a region of its cell. Tables are replicated to every region of a cell.",
        example: `// The cell has the regions eu-west and eu-central.
new ReplicatedStore("features", {
    landings: [landingInWest],
    tables: [{ name: "features", partitionKey: "subject" }],
});`,
        remedy: "Create a landing zone in that region and pass it, or remove the region from the cell.",
    },
    "observability/no-landing": {
        cause: "An `ObservabilityHub` received an empty list of landing zones, so it has no place for its view, logs and alarms.",
        example: `new ObservabilityHub("hub", { landings: [], watches: [] });`,
        remedy: "Pass the landing zones of the regions that the hub watches.",
    },
    "observability/region-without-landing": {
        cause: "An `ObservabilityHub` watches a component on a cloud on which it has no landing zone. Each cloud has a view of its own regions, which needs a landing zone there.",
        example: `new ObservabilityHub("hub", { landings: [landingOnAws], watches: [servingOnAws, servingOnKubernetes] });`,
        remedy: "Add the landing zones of that cloud to `landings`, or remove the component from `watches`.",
    },
    "observability/home-without-landing": {
        cause: "The home region of an `ObservabilityHub` is not the region of one of its landing zones. The view over all regions is stored in the home region.",
        example: `new ObservabilityHub("hub", { landings: [landingInWest], watches: [servingInWest], home: "local:eu-central" });`,
        remedy: "Set `home` to the region of one of the landing zones, or pass the landing zone of the home region.",
    },
};
