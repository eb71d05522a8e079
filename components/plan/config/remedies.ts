import { z } from "zod";

import { clouds } from "../places/catalogue";
import { corrections } from "./form";
import { correction, nearestSpelling } from "./spelling";

/** The remedy for a value of the wrong type, by common mistakes. */
export function typeRemedy(schema: z.core.$ZodType, written: unknown): string {
    if (written === null) {
        return "write a value there, or take it out";
    }
    if (schema instanceof z.ZodArray) {
        return "make it a list: each item on a line of its own, after a hyphen";
    }
    if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) {
        return Array.isArray(written)
            ? "write its keys without hyphens before them"
            : "write its keys on lines of their own below it";
    }
    return valueOf(written, schema) ?? "change its type";
}

type Suits = (value: unknown) => boolean;

function suitsIn(schema: z.core.$ZodType): Suits {
    return value => z.safeParse(schema, value).success;
}

function valueOf(written: unknown, schema: z.core.$ZodType): string | undefined {
    const suits = suitsIn(schema);
    if (typeof written === "string") {
        return numberIn(written, suits) ?? truthIn(written, suits);
    }
    if (Array.isArray(written)) {
        return written.length === 1 && suits(written[0]) ? "write the one value, without a list around it" : undefined;
    }
    if (typeof written === "number" || typeof written === "boolean") {
        return suits(String(written)) ? "put it in quotes" : valueRemedy(schema, String(written));
    }
    return spacedIn(Object.entries(written as object), suits);
}

/** A number in quotes, with thousands separators or with a unit. A percentage also as a fraction. */
function numberIn(written: string, suits: Suits): string | undefined {
    const [, number, unit] =
        /^\s*(-?\d+(?:\.\d+)?)\s*([A-Za-zµ/%]*)\s*$/.exec(written.replace(/,(?=\d{3}\b)/g, "")) ?? [];
    if (number === undefined) {
        return undefined;
    }
    if (unit === "%") {
        const fits = [Number(number), hundredth(Number(number))].find(suits);
        return fits === undefined ? undefined : `write ${fits}, without %`;
    }
    if (unit !== "") {
        return suits(1) ? "write the number alone, in the unit that the key says" : undefined;
    }
    return suits(Number(number)) ? `write ${number}, without quotes` : undefined;
}

/** What YAML once took for truth values, and `"true"` in quotes. */
function truthIn(written: string, suits: Suits): string | undefined {
    const truth = truths.get(written.trim().toLowerCase());
    return suits(truth) ? `write ${String(truth)}, without quotes` : undefined;
}

const truths: ReadonlyMap<string, boolean> = new Map([
    ["true", true],
    ["yes", true],
    ["on", true],
    ["false", false],
    ["no", false],
    ["off", false],
]);

/** `aws: eu-west-1`, which is an object in YAML, for `aws:eu-west-1`. */
function spacedIn([entry, ...others]: readonly [string, unknown][], suits: Suits): string | undefined {
    const joined = entry?.join(":");
    return others.length === 0 && clouds.some(cloud => cloud === entry?.[0]) && suits(joined)
        ? `write ${joined!}, without a space after the colon`
        : undefined;
}

/** The remedy for a value of the wrong form: the likely intention, if there is one. */
export function valueRemedy(schema: z.core.$ZodType, written: unknown): string | undefined {
    if (typeof written === "number") {
        return partIn(written, suitsIn(schema));
    }
    if (typeof written !== "string") {
        return undefined;
    }
    const own = corrections.get(schema as z.ZodType)?.correct(written) ?? [];
    const meant = [...own, ...plainCorrections(written)].find(
        other => other !== undefined && other !== written && suitsIn(schema)(other),
    );
    return meant === undefined ? undefined : correction(meant);
}

/** 60 instead of a fraction of one. */
function partIn(percent: number, suits: Suits): string | undefined {
    const part = hundredth(percent);
    return suits(part) && !suits(2) ? `write ${part}, if ${percent} % is meant` : undefined;
}

/** Without the last digits of floating point. */
function hundredth(percent: number): number {
    return Math.round(percent * 1e6) / 1e8;
}

/** A correction that works for most texts. */
function plainCorrections(written: string): string[] {
    const trimmed = written.trim();
    return [trimmed, trimmed.toLowerCase(), trimmed.toUpperCase()];
}

/** The nearest of some words, as a remedy. */
export function nearestRemedy(word: unknown, candidates: readonly string[]): string | undefined {
    const nearest = typeof word === "string" ? nearestSpelling(word, candidates) : undefined;
    return nearest === undefined ? undefined : correction(nearest);
}
