import type { Row } from "../fact";
import { analytics } from "./data/analytics";
import { buckets } from "./data/buckets";
import { caches } from "./data/caches";
import { databases } from "./data/databases";
import { disks } from "./data/disks";
import { learning } from "./data/learning";
import { messages } from "./data/messages";

/** What keeps a service's data. Properties: https://www.pulumi.com/registry/packages/gcp/ (9.37). */
export const data: Readonly<Record<string, Row>> = {
    ...analytics,
    ...buckets,
    ...caches,
    ...databases,
    ...disks,
    ...learning,
    ...messages,
};
