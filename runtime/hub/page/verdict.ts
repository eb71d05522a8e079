import type { ServiceState } from "../../../components/watch/state";
import { counted } from "./amounts";

export type Level = "well" | "impaired" | "failing";

export interface Verdict {
    readonly level: Level;
    /** The worst first; the first is the headline. */
    readonly sentences: readonly string[];
}

/** The state of the whole service in words. It fails if a cell has no region left, or on-call has to act now. */
export function verdictOn({ cells, regions, alarms }: ServiceState): Verdict {
    const serving = regions.filter(({ status }) => status === "serving");
    const lost = cells.filter(({ name }) => !serving.some(({ cell }) => cell === name));
    const on = alarms.filter(({ until }) => until === undefined);
    const pages = on.filter(({ severity }) => severity === "page").length;
    const tickets = on.length - pages;
    const sentences = [
        ...lost.map(({ name }) => `No region of cell ${name} serves`),
        servingOf(serving.length, regions.length),
        pages > 0 ? `${counted(pages, "alarm")} to act on now` : "",
        tickets > 0 ? `${counted(tickets, "alarm")} for the coming days` : "",
    ].filter(sentence => sentence !== "");
    const isFailing = lost.length > 0 || pages > 0;
    const isImpaired = serving.length < regions.length || regions.length === 0 || tickets > 0;
    return { level: isFailing ? "failing" : isImpaired ? "impaired" : "well", sentences };
}

function servingOf(serving: number, all: number): string {
    if (all === 0) {
        return "No regions yet";
    }
    if (serving < all) {
        return `${serving} of ${counted(all, "region")} serve`;
    }
    return all === 1 ? "The only region serves" : `All ${all} regions serve`;
}
