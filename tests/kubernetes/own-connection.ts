import { get } from "node:http";
import { text } from "node:stream/consumers";

/** The answer over a connection of its own: an existing one stays with its pod, even if its Service is deleted. */
export async function ownConnection(url: string): Promise<string> {
    return new Promise((resolve, reject) => {
        const sent = get(url, { agent: false, timeout: 3_000 }, response => {
            text(response).then(resolve, reject);
        });
        sent.on("timeout", () => sent.destroy(new Error("no answer within 3000 ms")));
        sent.on("error", reject);
    });
}
