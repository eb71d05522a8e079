import { copiesStream, copiesSubject } from "../store/copies";
import type { Bucket } from "./bucket";

/** The bucket, on each of these servers, that records when the last backup of the tables was complete. Table servers read it. */
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
