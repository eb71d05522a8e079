import { nearestSpelling } from "../../components/plan/config/spelling";
import { cityNamed, knownCities, type RegionRef } from "../../components/plan/places/catalogue";
import type { Plan } from "../../components/plan/plan";
import { regionLosses, type RegionLoss } from "../../components/plan/report/region-loss";
import { type Failover, failoversOf, type Hop, type Route, routesOf } from "../../components/plan/report/routes";
import { pointsFrom } from "../../components/plan/routing/routing";
import { columns } from "../columns";
import { exitCodes, UsageError } from "../exit";
import { asJson, faultCount, printFaults } from "../fault-report";
import { commonOptions, readOptions } from "../options";
import { chooseStack, findProject } from "../project";
import { planStack } from "../read-plan";
import { styleFor } from "../style";

export const usage = `usage: meridian routes [-s <stack>] [--from <city>]… [--json]

Shows where the requests of each cell go: from each city of its demand, the regions in order with the estimated round trip;
from each region, where its gate forwards requests that it can't serve; and for each lost region, which regions take over its
requests, whether their replicas suffice, and the result of the residency rule.

  -s, --stack <name>   the stack (default: the only one)
      --from <city>    from this city instead; may be repeated
      --json           the result as JSON on standard output
  -h, --help           shows this

JSON: { stack, file, valid, faults, drained, routes: [{ cell, city, share, hops: [{ region, km, roundTripMs }] }],
failovers: [{ cell, region, to: hops }], losses: [{ cell, lost, takes: [{ region, usual, then }], carried, residency,
noticedAfterSeconds }] }; shares are parts of all requests, and left out with carried where demand doesn't say them.

exit codes: 0 shown; 1 the config has faults; 2 the command can't be run
`;

export function run(argv: readonly string[]): number {
    const options = readOptions(argv, { ...commonOptions, from: { type: "string", multiple: true } });
    const cities = (options.from ?? []).map(knownCity);
    const project = findProject(process.cwd());
    const result = planStack(project, chooseStack(project, options.stack));
    const { stack, file } = result.stack;
    const faults = result.faults ?? [];
    const report = result.faults === undefined ? reportOf(result.plan, cities) : nothing;
    const valid = faults.length === 0;
    if (options.json) {
        process.stdout.write(
            `${JSON.stringify({ stack, file, valid, faults: asJson(faults), ...report }, undefined, 2)}\n`,
        );
    } else if (valid) {
        process.stdout.write(text(report));
    } else {
        printFaults(faults);
        process.stderr.write(`${file}: ${faultCount(faults)}\n`);
    }
    return valid ? exitCodes.ok : exitCodes.faults;
}

function knownCity(name: string): string {
    if (cityNamed(name) === undefined) {
        const nearest = nearestSpelling(name, knownCities);
        throw new UsageError(
            `the catalogue has no city ${JSON.stringify(name)}; ${nearest === undefined ? "name a large city near by" : `did you mean ${nearest}?`}`,
        );
    }
    return name;
}

interface Report {
    readonly drained: readonly RegionRef[];
    readonly routes: readonly (Route & { readonly share?: number })[];
    readonly failovers: readonly Failover[];
    readonly losses: readonly RegionLoss[];
}

const nothing: Report = { drained: [], routes: [], failovers: [], losses: [] };

function reportOf(plan: Plan, cities: readonly string[]): Report {
    return {
        drained: plan.routings.flatMap(({ drain }) => drain),
        routes: cities.length === 0 ? routesOfDemand(plan) : routesOf(seenFrom(cities, plan)),
        failovers: failoversOf(plan),
        losses: regionLosses(plan),
    };
}

/** The same plan, with clients in other cities. */
function seenFrom(cities: readonly string[], plan: Plan): Plan {
    const routings = plan.routings.map(routing => ({
        ...routing,
        points: pointsFrom(cities, routing.cells, routing.drain),
    }));
    return { ...plan, routings };
}

/** Of a cell that demand names, from where its requests come; of another, from everywhere: nothing is known of it. */
function routesOfDemand(plan: Plan): Report["routes"] {
    return routesOf(plan).flatMap(route => {
        const loads = plan.loads.filter(({ cell }) => cell === route.cell);
        const share = loads.find(({ city }) => city === route.city)?.share;
        return loads.length > 0 && share === undefined
            ? []
            : [{ ...route, ...(share === undefined ? {} : { share: Number(share.toFixed(6)) }) }];
    });
}

function text({ drained, routes, failovers, losses }: Report): string {
    const named = (region: string) => (drained.some(other => other === region) ? `${region} (drained)` : region);
    const sections = [
        table(
            "Requests go to the first of these, and to the next when it is lost",
            ["cell", "from", "of all requests", "regions, nearest first"],
            routes.map(({ cell, city, share, hops }) => [
                cell,
                city,
                share === undefined ? "" : percent(share),
                hopsText(hops) || "none: all are drained",
            ]),
        ),
        table(
            "Gates pass on what they can't serve",
            ["cell", "from", "to, in order"],
            failovers.map(({ cell, region, to }) => [
                cell,
                named(region),
                hopsText(to) || "nowhere: the answer is an error",
            ]),
        ),
        table(
            "With a region lost",
            ["cell", "lost", "its requests go to", "carried", "residency", "noticed after"],
            losses.map(loss => [
                loss.cell,
                loss.lost,
                ...whatBecomesOf(loss, losses),
                loss.residency,
                `${loss.noticedAfterSeconds} s`,
            ]),
        ),
    ];
    return `${sections.join("\n\n")}\n`;
}

/** Where the requests of a lost region go, and whether that carries them. */
function whatBecomesOf({ cell, lost, takes, carried }: RegionLoss, all: readonly RegionLoss[]): [string, string] {
    if (!all.some(other => other.cell === cell && other.lost !== lost)) {
        return ["nowhere: the answer is an error", "no"];
    }
    const to = takes.map(({ region, usual, then }) =>
        then === 0 ? region : `${region} ${percent(usual)} → ${percent(then)}`,
    );
    const isCarried = carried === undefined ? "unknown: demand says no rates" : carried ? "yes" : "no";
    return [to.join(", ") || "none come to it", isCarried];
}

function hopsText(hops: readonly Hop[]): string {
    return hops.map(({ region, roundTripMs }) => `${region} ${roundTripMs} ms`).join(", ");
}

function percent(share: number): string {
    return `${Math.round(share * 1000) / 10} %`;
}

/** Columns in which nothing stands are left out. */
function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
    const { dim, strong } = styleFor(process.stdout);
    const kept = head.map((_, i) => i).filter(i => rows.some(row => row[i] !== ""));
    const pick = (row: readonly string[]) => kept.map(i => row[i] ?? "");
    const [titles = "", ...lines] = columns(pick(head), rows.map(pick));
    return [strong(title), `  ${dim(titles)}`, ...lines.map(line => `  ${line}`)].join("\n");
}
