import type { Timeline } from "../../components/watch/drills/timeline";
import { figuresOf } from "./figures";
import type { Result } from "./result";

/** A page of a result that needs nothing else: no script, no font, no picture from anywhere. */
export function pageOf(result: Result): string {
    const { drill, cell, region, at, passed, stack, service, what, findings, changed } = result;
    const title = `${drill} of ${region ?? cell}`;
    return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(`${title}: ${passed ? "passed" : "failed"}`)}</title>
<style>${style}</style>
<h1>${escape(title)} <b class="${passed ? "good" : "bad"}">${passed ? "passed" : "failed"}</b></h1>
<p>${escape(`${service}, stack ${stack}, cell ${cell}, ${at}: ${what}.`)}</p>
<h2>What was expected</h2>
<table>
${findings
    .map(({ expected, found, isMet }) => row([isMet ? "met" : "missed", expected, found], isMet ? "good" : "bad"))
    .join("\n")}
</table>
${changed.length === 0 ? "" : `<h2>Not as before</h2>\n<ul>${changed.map(one => `<li>${escape(one)}`).join("")}</ul>\n`}<h2>What became of each second's requests</h2>
${chart(result)}
<h2>Figures</h2>
<table>
${figuresOf(result)
    .map(figure => row(figure))
    .join("\n")}
</table>
</html>
`;
}

function row(texts: readonly string[], mark = ""): string {
    return `<tr class="${mark}">${texts.map(text => `<td>${escape(text)}`).join("")}`;
}

const [width, height, bottom] = [900, 200, 20];

/** A bar for each second, of who answered; what was on meanwhile is shaded. */
function chart({ timeline, moments }: Result): string {
    const parts = partsOf(timeline);
    const seconds = timeline.failed.length;
    const most = Math.max(1, ...timeline.failed.map((_, i) => parts.reduce((sum, { counts }) => sum + counts[i]!, 0)));
    const bar = width / Math.max(1, seconds);
    const x = (second: number) => (second * bar).toFixed(1);
    const bars = timeline.failed.flatMap((_, i) => {
        let top = height;
        return parts.map(({ counts, colour, name }) => {
            const tall = (counts[i]! / most) * (height - bottom);
            top -= tall;
            return tall === 0
                ? ""
                : `<rect x="${x(i)}" y="${top.toFixed(1)}" width="${Math.max(1, bar - 1).toFixed(1)}" height="${tall.toFixed(1)}" fill="${colour}"><title>${escape(`second ${i}: ${counts[i]!} ${name}`)}</title></rect>`;
        });
    });
    const marks = (["broken", "ended", "healed"] as const).flatMap(name => {
        const moment = moments[name];
        return moment === undefined
            ? []
            : `<line x1="${x(moment)}" x2="${x(moment)}" y1="14" y2="${height}" stroke="currentColor" stroke-dasharray="3 3"/><text x="${x(moment)}" y="10">${name}</text>`;
    });
    const shaded = `<rect x="${x(moments.broken)}" y="14" width="${((moments.ended - moments.broken) * bar).toFixed(1)}" height="${height - 14}" class="on"/>`;
    const legend = parts.map(({ name, colour }) => `<li><i style="background:${colour}"></i>${escape(name)}`).join("");
    return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="requests by second and by who answered">${shaded}${bars.join("")}${marks.join("")}</svg>
<ul class="legend">${legend}</ul>`;
}

interface Part {
    readonly name: string;
    readonly colour: string;
    readonly counts: readonly number[];
}

/** Distinct for those who don't see red from green, too (Okabe and Ito, 2008). */
const regionColours = ["#0072b2", "#56b4e9", "#009e73", "#cc79a7"];

function partsOf({ answered, unwell, failed }: Timeline): Part[] {
    return [
        ...Object.entries(answered)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([region, counts], i) => ({
                name: `answered by ${region}`,
                colour: regionColours[i % regionColours.length]!,
                counts,
            })),
        { name: "late or wrong", colour: "#e69f00", counts: unwell },
        { name: "failed", colour: "#d55e00", counts: failed },
    ];
}

function escape(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
td { padding: .2rem 1rem .2rem 0; vertical-align: top; }
tr.good td:first-child, b.good { color: #009e73; }
tr.bad td:first-child, b.bad { color: #d55e00; }
svg { width: 100%; font-size: 11px; fill: currentColor; }
.on { fill: currentColor; opacity: .08; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .4em; }
`;
