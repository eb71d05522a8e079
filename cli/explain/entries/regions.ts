import type { Entries } from "../entry";

/** Which regions there are, where they are, and to which cell each belongs. */
export const regions: Entries = {
    "catalogue/unknown-cloud": {
        cause: "A region is on a cloud that does not exist in the catalogue.",
        example: `cells:
  - name: eu
    regions: ["amazon:eu-west-1"]`,
        remedy: "Use `aws`, `gcp`, `azure`, `kubernetes` or `local` before the colon.",
    },
    "catalogue/unknown-region": {
        cause: "The catalogue has no region of that name on the cloud, so it is not known where data would be.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-wset-1"]`,
        remedy: "Correct the name. The message lists regions with a similar name first.",
    },
    "catalogue/place-missing": {
        cause: "A region of `kubernetes` has no entry under `places`. Such regions are your own, so only the config knows in which country they are.",
        example: `cells:
  - name: eu
    regions: ["kubernetes:fra-onprem"]
# places is missing`,
        remedy: "Add the region to `places` with city, country, latitude and longitude.",
    },
    "places/in-catalogue": {
        cause: "`places` has an entry for a region of a cloud whose regions are in the catalogue. Their locations can't be changed.",
        example: `places:
  "aws:eu-west-1": { city: Dublin, country: IE, latitude: 53.35, longitude: -6.26 }`,
        remedy: "Remove the entry. Only regions of `kubernetes` belong in `places`.",
    },
    "places/unused": {
        cause: "`places` has an entry for a region that no cell and no export uses.",
        example: `cells:
  - name: eu
    regions: ["kubernetes:fra-onprem"]
places:
  "kubernetes:mad-onprem": { city: Madrid, country: ES, latitude: 40.42, longitude: -3.7 }`,
        remedy: "Remove the entry, or add the region to a cell.",
    },
    "drain/unknown-region": {
        cause: "`routing.drain` lists a region that no cell has.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-central-1"]
routing:
  drain: ["aws:eu-north-1"]`,
        remedy: "Name a region of a cell.",
    },
    "drain/region-twice": {
        cause: "`routing.drain` lists a region more than once.",
        example: `routing:
  drain: ["aws:eu-west-1", "aws:eu-west-1"]`,
        remedy: "List each region once.",
    },
    "drain/last-region": {
        cause: "`routing.drain` takes all regions of a cell out of traffic. Traffic of a cell must not leave it, so no region could answer.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-central-1"]
routing:
  drain: ["aws:eu-west-1", "aws:eu-central-1"]`,
        remedy: "Remove at least one region of the cell from `routing.drain`.",
    },
    "residency/region-outside-cell": {
        cause: "A region or the backup of a cell is in a country outside the cell's jurisdictions. The cell's data is replicated there, so it would leave the area that it may be in.",
        example: `cells:
  - name: eu
    jurisdictions: [EU]
    regions: ["aws:eu-west-1", "aws:eu-west-2"] # eu-west-2 is in London`,
        remedy: "Move the region to another cell, or add its country to the cell's `jurisdictions`.",
    },
    "residency/region-in-two-cells": {
        cause: "Two cells have the same region or backup. A region belongs to one cell, because data never leaves its cell.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
  - name: research
    regions: ["aws:eu-west-1"]`,
        remedy: "Remove the region from one of the cells.",
    },
    "residency/failover-outside-cell": {
        cause: "`failover` of a cell lists a region that is not one of the cell's. Traffic of a cell must not leave it.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-central-1"]
    failover: ["aws:us-east-1"]`,
        remedy: "List only regions of the cell. Regions that `failover` does not list take over last, nearest first.",
    },
    "serving/access-elsewhere": {
        cause: "`serving.access` has an entry for a region that no cell has.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
serving:
  access:
    "aws:eu-west-3": { deployers: ["arn:aws:iam::111122223333:role/deployer"] }`,
        remedy: "Name a region of a cell, or remove the entry.",
    },
    "observability/home-missing": {
        cause: "Regions are on several clouds, and each cloud stores a view of its own regions. The config does not say which of these views links to the others.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
  - name: lab
    regions: ["kubernetes:fra-onprem"]
observability: {} # without home`,
        remedy: "Set `observability.home` to a region of a cell.",
    },
};
