import assert from "node:assert/strict";

import type { Row } from "../../policy/facts/fact";
import { rows } from "../../policy/facts/gcp";
import { nowhere } from "../../policy/facts/gcp/place";
import { Properties, type Read, type Said } from "../../policy/properties";
import { Sdk } from "./sdk";

/** What a resource says in whichever way it is asked, so that rows ask for all that they can. */
const answers = [undefined, "europe-west3", "cross_region_copy", "unknown"] as const;

class Asked extends Properties {
    constructor(
        private readonly answer: (typeof answers)[number],
        private readonly asked: Set<string>,
        private readonly before = "",
    ) {
        super({});
    }

    override text = (path: string): Read<string> => this.said(path, this.answer ?? "");
    override flag = (path: string): Read<boolean> => this.said(path, this.answer !== "europe-west3");
    override number = (path: string): Read<number> => this.said(path, 1);
    override read = (path: string): Read<unknown> => this.said(path, this.answer);
    override has = (path: string) => this.said(path, true).is !== "absent" && this.answer !== "cross_region_copy";
    override texts = (path: string): Said<string>[] => [this.text(path)].filter(read => read.is !== "absent");
    override list = (path: string) => {
        this.said(path, "");
        return { items: [new Asked(this.answer, this.asked, `${this.before}${path}[].`)], isKnown: true };
    };

    private said<T>(path: string, value: T): Read<T> {
        this.asked.add(this.before + path);
        if (this.answer === undefined) return { is: "absent" };
        return this.answer === "unknown" ? { is: "unknown", path } : { is: "known", value };
    }
}

function pathsReadBy(type: string, row: Row): string[] {
    const asked = new Set(row.names);
    for (const answer of answers) {
        const resource = { urn: "", type, name: "", comesFrom: {}, properties: new Asked(answer, asked) };
        const { about, called, claims = {}, encryption, flows, place, within } = row;
        for (const tell of [about, called, encryption, flows, place, within, ...Object.values(claims)])
            tell?.(resource);
    }
    return [...asked];
}

/** Places that are asked of every type that has a row without its own, ids, and what the provider takes in two forms. */
const ofAny =
    /^(id|project|location|region|zone)$|snapshotProperties\.storageLocations\[\]$|EncryptionKey\.rsaEncryptedKey$/;
/** Keys of annotations have dots. */
const isAnnotation = (path: string) => /^(template\.)?metadata\.annotations\["/.test(path);

describe("rows of Google Cloud", () => {
    const sdk = new Sdk("gcp");

    it("are of types that the SDK has", () => {
        assert.deepEqual(
            Object.keys(rows).filter(type => !sdk.knows(type)),
            [],
        );
    });

    it("ask for properties that their types have", () => {
        const wrong = Object.entries(rows).flatMap(([type, row]) =>
            pathsReadBy(type, row)
                .filter(path => !ofAny.test(path) && !isAnnotation(path) && !sdk.has(type, path))
                .map(path => `${type} ${path}`),
        );
        assert.deepEqual(wrong, []);
    });

    it("say where a thing is whose type has no property for it", () => {
        // Without, its provider's region would count, which has nothing to do with a global resource.
        const placeless = Object.entries(rows)
            .filter(([type, { place }]) => {
                const says = ["location", "region", "zone"].some(property => sdk.has(type, property));
                return place === undefined && !says;
            })
            .map(([type]) => type);
        // Settings, and a link of two disks, whose locations are evaluated.
        assert.deepEqual(placeless, [
            "gcp:compute/diskAsyncReplication:DiskAsyncReplication",
            "gcp:compute/snapshotSettings:SnapshotSettings",
        ]);
    });

    it("do not say of what is in a place that it is nowhere, unless it holds nothing", () => {
        const lost = Object.entries(rows)
            .filter(([type, { holds, place, runs }]) => {
                const says = ["location", "region", "zone"].some(property => sdk.has(type, property));
                return place === nowhere && says && (holds !== undefined || runs === true);
            })
            .map(([type]) => type);
        assert.deepEqual(lost, []);
    });
}).timeout(60_000);
