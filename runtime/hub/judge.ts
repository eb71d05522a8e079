import type { Raised } from "../../components/watch/alarms/book";
import { endingCertificate } from "../../components/watch/certificates";
import { overdueCopies } from "../../components/watch/copies";
import { movedReleases } from "../../components/watch/drift/alarm";
import type { Sample } from "../../components/watch/metrics/samples";
import type { RegionState } from "../../components/watch/state";
import type { Moment } from "../clocks";
import { disabledMetric } from "../watcher/store-metrics";
import type { HubFile } from "./hub-file";
import type { Judge } from "./judging";
import type { WatchedRegion } from "./region";

/** The current problems of a region: values over their limit, and reasons why it does not serve. */
export const judgeRegions: Judge = (regions, plan, now) => [
    ...regions.flatMap(region => raisedBy(region, now, plan)),
    ...overdueIn(regions, now, plan.everySeconds),
];

/** Once for a cell: all of its regions read the same of its store. */
function overdueIn(
    regions: readonly WatchedRegion[],
    { shared, steady }: Moment,
    everySeconds: HubFile["everySeconds"],
): Raised[] {
    const byCell = new Map<string, number>();
    for (const watched of regions) {
        const hours = overdueCopies(watched.latest(steady, everySeconds * 1000), shared);
        if (hours !== undefined) byCell.set(watched.state(steady, everySeconds * 1000).cell, hours);
    }
    return [...byCell].map(([cell, hours]) => ({
        ...{ id: `copies ${cell}`, kind: "copies", severity: "ticket", cell },
        message: `the latest whole copy of the tables of cell ${cell} is ${Math.floor(hours)} hours old; check why the Jobs of CronJob backup fail in its backup location`,
    }));
}

function raisedBy(
    watched: WatchedRegion,
    { steady: now, shared }: Moment,
    { everySeconds, renewal }: Pick<HubFile, "everySeconds" | "renewal">,
): Raised[] {
    const everyMs = everySeconds * 1000;
    const { wrong } = watched;
    const state = watched.state(now, everyMs);
    const { cell, region, status, reasons } = state;
    const raise = (kind: Raised["kind"], severity: Raised["severity"], about: string, message: string): Raised => ({
        id: [kind, cell, region, about].filter(part => part !== "").join(" "),
        kind,
        severity,
        cell,
        region,
        message,
    });
    const because = reasons.join("; ");
    const certificateAlarm = () => {
        const ending = endingCertificate(watched.latest(now, everyMs), shared, renewal);
        if (ending === undefined) return [];
        const { instance, days, severity } = ending;
        const when = days < 0 ? "has expired" : `expires in ${spanOf(days)}`;
        return [
            raise(
                "certificate",
                severity,
                "",
                `in ${region} the certificate of ${instance} ${when}; ${renewal.remedy}`,
            ),
        ];
    };
    return [
        // One that has not been heard yet may just be starting.
        ...(watched.isSilent(now, everyMs) ? [raise("silent", "page", "", `no reports from ${region}`)] : []),
        ...(status === "ill" ? [raise("ill", "page", "", `${region} does not serve: ${because}`)] : []),
        ...(status === "withdrawn"
            ? [raise("withdrawn", "page", "", `${region} is taken out of traffic: ${because}`)]
            : []),
        ...Object.entries(wrong)
            .filter(([kind]) => kind.startsWith("digest"))
            .map(([kind, reason]) => raise("digest", "page", kind.slice("digest ".length), `in ${region} ${reason}`)),
        ...certificateAlarm(),
        ...storingNothing(watched.latest(now, everyMs)).map(instance =>
            raise(
                "store",
                "page",
                instance,
                `in ${region} the store's server ${instance} stores nothing, because its disk was full; free some space, then an update ` +
                    "(`pulumi up`) starts it again",
            ),
        ),
        ...(wrong.lag === undefined ? [] : [raise("lag", "page", "", `in ${region} ${wrong.lag}`)]),
        ...(status === "silent" ? [] : skewIn(state).map(message => raise("skew", "ticket", message, message))),
        ...(status === "silent" ? [] : unmeasuredIn(state, watched.latest(now, everyMs))).map(release =>
            raise(
                "drift-unmeasured",
                "ticket",
                release,
                `drift of ${release} is not measured in ${region}: its baseline is rejected, or does not fit the model; see the log of its server`,
            ),
        ),
        ...movedReleases(state.drift).map(({ model, version, message, parts }) => ({
            ...raise("drift", "ticket", `${model} ${version}`, `in ${region} ${message}`),
            ...(parts.length > 1 && { parts }),
        })),
    ];
}

function storingNothing(samples: readonly Sample[]): string[] {
    return samples
        .filter(({ name, value }) => name === disabledMetric && value === 1)
        .map(({ labels }) => labels.instance ?? "");
}

/** Releases that are loaded, and whose baseline their servers can't count by. */
function unmeasuredIn({ releases }: RegionState, samples: readonly Sample[]): string[] {
    const unfit = samples.filter(({ name, value }) => name === "meridian_baseline_fits" && value === 0);
    return releases
        .filter(({ model, version, loaded }) =>
            unfit.some(({ labels }) => loaded !== undefined && labels.model === model && labels.version === version),
        )
        .map(({ model, version }) => `${model} ${version}`);
}

/** Releases that are planned and not loaded, or loaded as another file. */
function skewIn({ region, releases }: RegionState): string[] {
    return releases
        .filter(({ digest, loaded }) => loaded !== digest)
        .map(
            ({ model, version, loaded }) =>
                `${region} has ${loaded === undefined ? "nothing" : "another file"} loaded for ${model} ${version}`,
        );
}

function spanOf(days: number): string {
    return days < 1 ? `${(days * 24).toFixed(1)} hours` : `${days < 10 ? days.toFixed(1) : Math.round(days)} days`;
}
