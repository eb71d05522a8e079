import { type Cloud, cloudsOf, regionNamed, type RegionRef, splitRef } from "../places/catalogue";
import { type Cell, planCell } from "../cells/cell";
import type { Config } from "../config/config";
import { type Fault, quoted } from "../faults";
import { domainOf } from "../routing/routing-faults";
import { regionHost } from "../names";
import { runsIn } from "../serving/model-cells";
import type { ServingPlan } from "../serving/serving";
import type { Feature } from "./cloud";
import { usesOf } from "./needs";
import { brokenBy, type BrokenName, isOfModel, type NameParts, releaseLabel, rulesFor } from "./physical-names";

/** A cell in which nothing else is wrong, and its path. */
interface SoundCell {
    readonly cell: Cell;
    readonly at: string;
}

/** Names that a cloud would refuse, and host names that two regions would have. */
export function nameFaults(config: Config, cells: readonly SoundCell[]): Fault[] {
    const uses = usesOf(config);
    const rules = new Map(
        cloudsOf(cells.flatMap(({ cell }) => cell.regions)).map(cloud => {
            const all = rulesFor(cloud, uses);
            return [cloud, { all, ofModels: all.filter(isOfModel) }];
        }),
    );
    const released = config.models.map(model => ({
        model,
        labels: Object.keys(model.releases).map(version => ({ model: model.name, release: releaseLabel(version) })),
    }));
    return cells.flatMap(({ cell, at }) => {
        const places = cell.regions.map(region => {
            const { cloud } = splitRef(region);
            return { cloud, ...rules.get(cloud)!, parts: partsOf(config, cell, region) };
        });
        const ofCell = places.flatMap(({ cloud, all, parts }) =>
            brokenBy(all, parts).map((broken): Broken => ({ cloud, ...broken })),
        );
        const ofModels = released.map(({ model, labels }) =>
            (runsIn(model, cell.name) ? places : []).flatMap(({ cloud, ofModels, parts }) =>
                labels.flatMap(label =>
                    brokenBy(ofModels, { ...parts, ...label }).map((broken): Broken => ({ cloud, ...broken })),
                ),
            ),
        );
        return [
            ...longestOf(ofCell).map(one => brokenFault(one, `${at}.name`)),
            ...ofModels.flatMap((some, i) => longestOf(some).map(one => brokenFault(one, `models[${i}].name`))),
            ...hostFaults(config, cell, at),
        ];
    });
}

/** Names on a cloud that it would refuse if they began with another service's name than the config's, which has no such fault. */
export function otherServiceFaults(service: string, config: Config, cloud: Cloud): Fault[] {
    const domain = domainOf(config);
    const cells = config.cells.flatMap((cell, i) =>
        cell.regions.some(region => splitRef(region).cloud === cloud)
            ? [{ cell: planCell(cell, domain, config.places), at: `cells[${i}]` }]
            : [],
    );
    return nameFaults({ ...config, service }, cells).map(fault => ({ ...fault, path: "service" }));
}

/** Names of a region that its cloud would refuse if they began with a service's name that the plan does not have, for what is used. */
export function serviceNameFaults(
    service: string,
    { cell, region }: { readonly cell: Cell; readonly region: RegionRef },
    uses: readonly Feature[] = [],
): Fault[] {
    const { cloud } = splitRef(region);
    const rules = rulesFor(cloud, uses).filter(({ form }) => form.includes("{service}"));
    const broken = brokenBy(rules, partsOf({ service }, cell, region)).map((one): Broken => ({ cloud, ...one }));
    return longestOf(broken).map(one => brokenFault(one, "service"));
}

/** The same of releases in a region that a program makes without a config. */
export function servingNameFaults(
    service: string,
    { cell, hosting, models, region }: Pick<ServingPlan, "cell" | "hosting" | "models" | "region">,
): Fault[] {
    const { cloud } = splitRef(region);
    const rules = rulesFor(cloud, [hosting.hosting]).filter(isOfModel);
    const parts = partsOf({ service }, cell, region);
    return models.flatMap(({ name: model, releases }, i) => {
        const broken = releases.flatMap(({ version }) =>
            brokenBy(rules, { ...parts, model, release: releaseLabel(version) }),
        );
        return longestOf(broken.map((one): Broken => ({ cloud, ...one }))).map(one =>
            brokenFault(one, `models[${i}].name`),
        );
    });
}

interface Broken extends BrokenName {
    readonly cloud: string;
}

function partsOf(
    { service }: Pick<Config, "service">,
    { name: cell, host: cellHost, domain }: Cell,
    region: RegionRef,
): NameParts {
    return {
        service,
        cell,
        region: regionNamed(region)?.short ?? splitRef(region).name,
        cellHost,
        regionHost: regionHost(region, cell, domain),
    };
}

/** Of each kind the longest, which stands for the others. */
function longestOf(broken: readonly Broken[]): Broken[] {
    const longest = new Map<string, Broken>();
    for (const one of broken) {
        const key = `${one.cloud} ${one.kind}`;
        const other = longest.get(key);
        if (other === undefined || one.length > other.length) {
            longest.set(key, one);
        }
    }
    return [...longest.values()];
}

function brokenFault({ cloud, form, kind, name, length, min = 1, max, pattern, reserve }: Broken, path: string): Fault {
    const subject = `name ${quoted(name)} of the ${kind} on ${cloud}`;
    const has = `has ${length} characters${reserve === undefined ? "" : " with its suffix"}`;
    return {
        code: "name/limit",
        path,
        value: name,
        ...(length > max
            ? {
                  problem: `${subject} ${has}, expected at most ${max}`,
                  remedy: `shorten the parts of ${form} by ${counted(length - max, "character")} in total`,
              }
            : {
                  problem:
                      length < min
                          ? `${subject} ${has}, expected at least ${min}`
                          : `invalid ${subject}, expected text that matches ${String(pattern)}`,
                  remedy: `rename the parts of ${form}`,
              }),
    };
}

function counted(n: number, noun: string): string {
    return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** Gates of a cell call each other by the name of the region without its cloud. */
function hostFaults({ cells }: Config, { regions, domain, name }: Cell, at: string): Fault[] {
    const written = cells.find(cell => cell.name === name)!.regions;
    const hosts = regions.map(region => regionHost(region, name, domain));
    return regions.flatMap((region, i): Fault[] => {
        const first = hosts.indexOf(hosts[i]!);
        return first === i
            ? []
            : [
                  {
                      code: "name/region-host-twice",
                      path: `${at}.regions[${written.indexOf(region)}]`,
                      value: region,
                      problem: `regions ${quoted(regions[first]!)} and ${quoted(region)} of cell ${quoted(name)} have the same host name ${hosts[i]!}`,
                      remedy: "rename one of the regions if it is yours, or move it to another cell",
                  },
              ];
    });
}
