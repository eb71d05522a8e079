import { copiesStream, copiesSubject } from "../store/copies";
import type { Bucket } from "./bucket";

/** Where it stands when the newest copy of the tables was whole, on each of these servers: what serves tables looks there. */
export function copiesBucketOn(copies: readonly string[]): Bucket {
    return {
        copies,
        configuration: {
            name: copiesStream,
            subjects: [copiesSubject],
            storage: "file",
            retention: "limits",
            discard: "old",
            max_msgs: 1,
        },
    };
}
