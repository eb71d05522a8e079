import { flowing } from "../flowing";

export const event = flowing("event", {
    id: "residency/event",
    severity: "high",
    protects: "against events with data sent out of the cell",
    remedy: "send events to targets in a location of the same cell",
    controls: ["GDPR Art. 44"],
});
