import type { Stored } from "../../../runtime/store/reader";

/** A message as a copy of a bucket has it. */
export function storedAt(revision: number, headers: Readonly<Record<string, string>> = {}, data: object = {}): Stored {
    return {
        subject: "table.features.0.item.x",
        revision,
        data: new TextEncoder().encode(JSON.stringify(data)),
        header: name => headers[name],
    };
}

/** What the engine itself leaves where an item expired. */
export function markerAt(revision: number): Stored {
    return storedAt(revision, { "Nats-Marker-Reason": "MaxAge" });
}
