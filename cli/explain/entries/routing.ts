import type { Entries } from "../entry";

export const routing: Entries = {
    "routing/domain-missing": {
        cause: "The stack has no `domain`, and the names of its cells are in a public zone. Cells are reached at `<cell>.<domain>`.",
        example: `service: screening
routing: { edge: regional } # and no domain`,
        remedy: "Set `domain` to a DNS name of at least two labels. Only `routing.edge: internal` on Google Cloud and Kubernetes needs none.",
    },
    "routing/names-missing": {
        cause: "Cells are on several clouds with DNS, and `routing.names` is missing. A domain is delegated to the DNS of one cloud, which routes to the regions of all.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1]
  - name: us
    regions: [gcp:us-east1]`,
        remedy: "Set `routing.names` to the cloud whose DNS hosts the domain.",
    },
    "routing/no-cell": {
        cause: "A program creates a `GlobalRouter` without cells, so there is nothing to route to.",
        example: `new GlobalRouter("edge", { names, cells: [] });`,
        remedy: "Pass at least one cell with its backends.",
    },
    "routing/cell-of-another-domain": {
        cause: "A program routes a cell with the DNS zone of another domain. The host of a cell is `<cell>.<domain>`, and must be below the domain of the router's `names`.",
        example: `const eu = cell("eu", { ...settings, domain: "other.example" });
// The domain of names is screening.example.
new GlobalRouter("edge", { names, cells: [{ cell: eu, backends }] });`,
        remedy: "Create the cell and `names` with the same domain.",
    },
    "routing/failback-unused": {
        cause: "`routing.failover.failbackAfterSeconds` is set without `observability.withdraw`. It delays the return of regions that were withdrawn by measurements. Regions that were unhealthy return by their health checks.",
        example: `routing:
  failover: { failbackAfterSeconds: 60 } # and no observability.withdraw`,
        remedy: "Add `observability.withdraw`, or remove `failbackAfterSeconds`.",
    },
    "capability/edge": {
        cause: "`routing.edge` is a mode that a cloud of the stack does not support in front of its own regions.",
        example: `cells:
  - name: eu
    regions: [azure:westeurope]
routing: { edge: internal }`,
        remedy: "Use one of the modes that the message lists.",
    },
    "capability/names-front": {
        cause: "The cloud in `routing.names` can't route to fronts on another cloud of the stack in this edge mode, or can't create the DNS records that regions on that cloud need for their host names and certificates.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1]
  - name: us
    regions: [gcp:us-east1]
routing: { names: gcp }`,
        remedy: "Set `routing.names` to a cloud that the message names, or use another edge mode. In a program, pass the `names` of that cloud.",
    },
    "capability/check-interval": {
        cause: "`everySeconds` under `routing.failover` is an interval that a health checker of the stack does not support. Gates check their servers and peers, and the DNS or the router of a cloud checks regions; each has limits of its own.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1, aws:eu-central-1]
routing:
  failover: { everySeconds: 20 } # Route 53 checks every 10 or 30 seconds`,
        remedy: "Use an interval that the message names, or remove `everySeconds` for the default of each checker.",
    },
    "capability/check-threshold": {
        cause: "`unhealthyAfter` under `routing.failover` is a number of failed checks that a health checker of the stack does not support.",
        example: `cells:
  - name: eu
    regions: [aws:eu-west-1, aws:eu-central-1]
routing:
  edge: anycast
  failover: { unhealthyAfter: 1 } # Global Accelerator needs 2 to 10`,
        remedy: "Use a number in the range that the message names, or remove `unhealthyAfter` for the default of each checker.",
    },
    "residency/edge-global": {
        cause: "`routing.edge` is `global`, and a cell has protected data. A global edge ends TLS at any point of presence, so requests would be decrypted outside the cell.",
        example: `cells:
  - name: eu
    jurisdictions: [EU]
    dataClasses: [health]
routing: { edge: global }`,
        remedy: "Use `regional`, `anycast` or `internal`. With these, TLS ends in the region.",
    },
    "residency/shared-name": {
        cause: "`routing.sharedName` is true, and a cell has protected data. A shared name sends clients to a cell by their location, so a client that travels would send data to another cell.",
        example: `cells:
  - name: eu
    jurisdictions: [EU]
    dataClasses: [health]
routing: { sharedName: true }`,
        remedy: "Set `sharedName` to false, and have clients call the host of their cell.",
    },
    "latency/no-way": {
        cause: "`local.latency.between` sets the latency of a pair between which no requests go. Requests go from a city to a region, and from a region to another region of its cell.",
        example: `local:
  latency:
    between: [{ from: Lisbon, to: Berlin, ms: 30 }]`,
        remedy: "Name a city and a region, or two regions of one cell.",
    },
    "latency/pair-twice": {
        cause: "`local.latency.between` sets the latency of a pair more than once. A latency applies in both directions, so `a` to `b` and `b` to `a` are the same pair.",
        example: `local:
  latency:
    between:
      - { from: Lisbon, to: local:eu-west, ms: 20 }
      - { from: local:eu-west, to: Lisbon, ms: 30 }`,
        remedy: "Keep one of the entries.",
    },
    "latency/unknown-place": {
        cause: "`local.latency.between` names something that is neither a city of the stack's requests nor a region of a cell on this machine. The cities are those of `demand`; without `demand` they are Berlin, Lisbon, New York and San Francisco.",
        example: `local:
  latency:
    between: [{ from: Warsaw, to: local:eu-west, ms: 40 }]`,
        remedy: "Name one of the cities or regions that the message lists, or add the city under `demand.places`.",
    },
};
