/**
 * The layers of the tree (README, "Layers"): plan ← gate, watch ← components/<component> ← adapters ← stacks, and plan, watch ← runtime.
 * Code that needs something from further right is in the wrong place.
 */
const components =
    "^components/(landing-zone|regional-serving|global-router|replicated-store|observability-hub|service|scope|index|adapter\\.ts)";
const sdk = "(^|node_modules/)@pulumi/";

/** @type {(name: string, comment: string, from: object, to: object) => import("dependency-cruiser").IForbiddenRuleType} */
const never = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
    forbidden: [
        never("no-cycle", "two modules that need each other are one module", {}, { circular: true }),
        never(
            "plan-is-the-core",
            "the plan knows no one else",
            { path: "^components/plan" },
            { path: "^(components|runtime|stacks|policy|cli|tools|tests)", pathNot: "^components/plan" },
        ),
        never(
            "gate-knows-the-plan-only",
            "what decides about a request is pure",
            { path: "^components/gate" },
            { path: "^(components|runtime|stacks|policy|cli|tools|tests)", pathNot: "^components/(plan|gate)" },
        ),
        never(
            "watch-knows-the-plan-only",
            "what measurements mean is pure",
            { path: "^components/watch" },
            { path: "^(components|runtime|stacks|policy|cli|tools|tests)", pathNot: "^components/(plan|watch)" },
        ),
        never(
            "pure-core",
            "no Pulumi, no I/O in plan, gate and watch",
            { path: "^components/(plan|gate|watch)" },
            {
                path: `${sdk}|^(node:)?(fs|net|http|https|child_process|os|dns|timers)`,
                dependencyTypes: ["npm", "npm-dev", "npm-peer", "core"],
            },
        ),
        never(
            "components-know-no-adapter",
            "components never mention a cloud",
            { path: components },
            { path: "^(components/adapters|runtime|stacks|policy|cli|tools|tests)" },
        ),
        never(
            "components-load-no-cloud-sdk",
            "importing the library loads no cloud's SDK",
            { path: "^components/(?!adapters)" },
            { path: "node_modules/@pulumi/(?!pulumi)" },
        ),
        never(
            "adapters-apart",
            "no adapter imports another",
            { path: "^components/adapters/([^/]+)/" },
            { path: "^components/adapters/([^/]+)/", pathNot: "^components/adapters/($1|shared)/" },
        ),
        never(
            "adapters-below-stacks",
            "adapters know no program",
            { path: "^components/adapters" },
            { path: "^(stacks|policy|cli|tests)" },
        ),
        never(
            "tools-stand-alone",
            "a tool is installed before any other part of the tree",
            { path: "^tools", pathNot: "^tools/docs/" },
            { path: "^(components|runtime|stacks|policy|cli|tests)" },
        ),
        never(
            "docs-are-generated-from-outside",
            "what is generated from the sources is no part of them",
            { path: "^(components|runtime|stacks|policy|cli|tools|bench|build|examples)", pathNot: "^tools/docs/" },
            { path: "^tools/docs/" },
        ),
        never(
            "cli-runs-stacks-from-outside",
            "the command line starts the engine, and loads no program or adapter; of a cloud only what can be done to a stack that runs, and of the policy pack what it says of a state, which no engine does",
            { path: "^cli" },
            {
                path: "^(stacks|policy|tests|components/adapters)",
                pathNot: "^components/adapters/[^/]+/operations/|^policy/(state|judge|coverage|config)\\.ts$",
            },
        ),
        never(
            "policy-judges-by-the-core",
            "policy imports the rule and the catalogue, and no component; it starts as programs do",
            { path: "^policy" },
            {
                path: "^(components|runtime|stacks|cli|tools|tests)",
                pathNot: "^components/plan|^tools/pulumi/bin/lazy-sdk\\.cjs$",
            },
        ),
        never(
            "nothing-imports-stacks",
            "stacks are programs",
            { path: "^(?!stacks|tests|bench)" },
            { path: "^stacks" },
        ),
        never(
            "runtime-stands-alone",
            "what a stack runs outlives the engine, and runs in clouds too",
            { path: "^runtime/" },
            {
                path: "^(components|stacks|policy|cli|tools|tests)|node_modules/@pulumi",
                // The form of what the watcher and the keeper write for a gate; how long the path of a socket may be.
                pathNot: "^components/(plan|watch|gate/(configuration|health/verdict))|^tools/unix-socket",
            },
        ),
        never(
            "runtime-is-run",
            "only adapters that make what programs read and store import parts of them: files of this machine, and authorities of clusters",
            {
                path: "^(components|stacks|policy|cli|tools)",
                // Pages list the requests that programs accept and what they measure.
                pathNot: "^components/adapters/(local|kubernetes)/|^tools/docs/",
            },
            { path: "^runtime/" },
        ),
        never(
            "page-runs-in-a-browser",
            "what a browser loads is the page's own, or pure",
            { path: "^runtime/hub/page/" },
            {
                path: "^(components|runtime|stacks|cli|tools|tests|build)",
                pathNot: "^components/(plan|watch)/|^runtime/hub/page/",
            },
        ),
        never(
            "page-knows-no-node",
            "a browser has no Node.js",
            { path: "^runtime/hub/page/" },
            { dependencyTypes: ["core"] },
        ),
        never(
            "page-is-served-not-loaded",
            "no process needs what the page is made of",
            { path: "^(components|runtime|stacks|cli|tools)", pathNot: "^runtime/hub/page/" },
            { path: "^runtime/hub/page/|node_modules/(preact|uplot|d3-geo)/" },
        ),
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        exclude: { path: "^dist" },
        tsConfig: { fileName: "tsconfig.json" },
        tsPreCompilationDeps: true,
    },
};
