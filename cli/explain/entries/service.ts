import type { Entries } from "../entry";

export const service: Entries = {
    "service/cloud-adapter": {
        cause: "A cell has regions on a cloud, or names are routed by a cloud, for which `clouds` of the `Service` has no adapter or more than one. The adapter of a cloud creates its resources.",
        example: `// The cells have regions on aws.
new Service("screening", config, { clouds: [local()] });`,
        remedy: "List one adapter for each cloud that the config names, as in `clouds: [aws(), kubernetes()]`.",
    },
    "service/known-later": {
        cause: "A value of the config is an `Output` of another resource, which is known only after an update. The plan, which decides what resources exist, needs the value before.",
        example: `new Service("screening", { ...config, domain: zone.name }, { clouds: [aws()] });`,
        remedy: "Use a plain value there. Outputs are accepted where nothing is planned by them: at the paths that the message lists.",
    },
    "service/name-twice": {
        cause: "Two `Service` components of a program have the same name, or routers or hubs of theirs do, in one place: under one parent or in one account. The names of their resources would collide.",
        example: `new Service("screening", { ...config, domain: "a.example.com" }, { clouds: [aws()] });
new Service("again", { ...config, service: "screening", domain: "b.example.com" }, { clouds: [aws()] });`,
        remedy: "Set `service` of one of them to another name, or give its router and hub other names with `names`.",
    },
    "service/same-names": {
        cause: "Two `Service` components of a program have different names, but their resources begin with the same text: `<service>-<cell>-<region>`. The names of their resources would collide.",
        example: `// Both begin with screening-eu-a-eu-west.
new Service("screening", { ...config, cells: [{ ...cell, name: "eu-a" }] }, { clouds: [local()] });
new Service("screening-eu", { ...config, cells: [{ ...cell, name: "a" }] }, { clouds: [local()] });`,
        remedy: "Rename the cell or the service.",
    },
    "service/domain-twice": {
        cause: "Two `Service` components of a program have the same domain. Each creates the DNS zone handle of its domain and the records in it.",
        example: `new Service("screening", { ...screening, domain: "example.com" }, { clouds: [aws()] });
new Service("orders", { ...orders, domain: "example.com" }, { clouds: [aws()] });`,
        remedy: "Give each `Service` a domain of its own, such as a subdomain.",
    },
    "service/host-twice": {
        cause: "Two `Service` components of a program have a cell with the same host, `<cell>.<domain>`. A host leads to one cell.",
        example: `// Both hosts are eu.screening.example.com.
new Service("a", { ...config, domain: "screening.example.com" }, { clouds, parent: first });
new Service("b", { ...config, domain: "screening.example.com" }, { clouds, parent: second });`,
        remedy: "Rename the cell, or give the `Service` another domain.",
    },
};
