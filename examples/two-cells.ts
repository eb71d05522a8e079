import { cell, GlobalRouter, RegionalServing } from "pulumi-meridian";
import { local } from "pulumi-meridian/local";

/** Two cells under one router, with a canary: neither cell's requests ever reach the other. */
const cloud = local();
const names = cloud.zone({ domain: "screening.localhost" });
const common = { domain: names.domain, dataClasses: ["health" as const] };
const cells = [
    cell("eu", {
        ...common,
        jurisdictions: ["EU"],
        regions: ["local:eu-west", "local:eu-central"],
        primary: "local:eu-west",
    }),
    cell("us", {
        ...common,
        jurisdictions: ["US"],
        regions: ["local:us-east", "local:us-west"],
        primary: "local:us-east",
    }),
];
const release = (version: string, digest: string) => ({
    [version]: { artifact: `file:stacks/models/screening/${version}/model.onnx`, digest },
});
const models = [
    {
        name: "screening",
        releases: {
            ...release("1.0.0", "sha256:0eb8b6b0cb9a0572f155e36e6f3cf92ae6da7e1c0c8f05d1f93c28460b248f83"),
            ...release("2.0.0", "sha256:144796c3fec4660959dff711421ec5948766cfe0a9fac6c84cab3287c5cd3ff3"),
        },
        traffic: [
            { version: "1.0.0", percent: 90 },
            { version: "2.0.0", percent: 10 },
        ],
        stickyBy: "header:x-subject",
    },
];

const served = cells.map(cell => ({
    cell,
    backends: cell.regions.map(ref => {
        const region = ref.slice("local:".length);
        const landing = cloud.region(region).landingZone({ cell, names });
        return new RegionalServing(`screening-${cell.name}-${region}`, { landing, models });
    }),
}));
const router = new GlobalRouter("edge", { names, cells: served });

export const points = router.points;
