import { MOST_DEPTH } from "../depth";
import { MOST_ITEM_BYTES } from "../store/table";

export { MOST_DEPTH, MOST_ITEM_BYTES };

export const MOST_KEY_BYTES = 1024;
/** Keys of a batch: as many as DynamoDB returns at once. */
export const MOST_KEYS = 100;
/** Of the body of a batch, or of a request for changes. */
export const MOST_BODY_BYTES = 256 * 1024;
/** Items of one key that a list can have: the store's servers answer no request for more subjects. */
export const MOST_ITEMS_OF_KEY = 1024;
/** Bytes of items after which an answer ends, and names the place to continue from. */
export const MOST_ANSWER_BYTES = 4 * 1024 * 1024;
/** Names of attributes, at all levels of an item together: an item of 400 KiB could have tens of thousands. */
export const MOST_NAMES = 10_000;
/** Of a page of changes, and how many it has where the request does not say. */
export const MOST_CHANGES = 1000;
export const DEFAULT_CHANGES = 100;
/** Of `ttl`, in seconds since 1970. In the year 2255: within the 292 years in which the store counts, and below every time in milliseconds. */
export const MOST_SECONDS = 9_000_000_000;
