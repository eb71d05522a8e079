import type { Entries } from "../entry";

/** Names of resources and hosts that are made of names in a config. */
export const names: Entries = {
    "name/limit": {
        cause: "A name of a resource, which is made of names in the config (service, cell, region, model, release), is too long or too short for its cloud, or has characters that the cloud does not accept. The update would fail when it creates the resource.",
        example: `# a service account on gcp: <service>-<cell>-<region>, 30 characters
service: forecasts-of-demand-in-europe
cells:
  - name: main
    regions: ["gcp:europe-west1"]`,
        remedy: "Shorten or rename the parts. The message shows how the name is made.",
    },
    "name/region-host-twice": {
        cause: "Two regions of a cell on different clouds have the same name after the colon, and so the same host name. Gates of a cell call each other by it.",
        example: `cells:
  - name: main
    regions: ["aws:eu-west-1", "kubernetes:eu-west-1"]`,
        remedy: "Rename the region of `kubernetes`, or move one of the regions to another cell.",
    },
};
