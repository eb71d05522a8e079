import type { ServiceState } from "../../../components/watch/state";
import { Alarms } from "./alarms";
import { Cells } from "./cells";
import { Drills } from "./drills";
import { ElsewhereSection } from "./elsewhere";
import { DriftOverview } from "./drift/drift-overview";
import { Figures } from "./figures";
import { RegionMap } from "./map/region-map";
import { RegionDetail } from "./regions/region-detail";
import { RegionsSection } from "./regions/regions-section";
import { Releases } from "./releases/releases";
import { keyOf, useSelection } from "./selection";

export function ServiceView({ state }: { readonly state: ServiceState }) {
    const { regions, limits, alarms, drills, elsewhere } = state;
    const selection = useSelection();
    // By default the service that needs attention first.
    const selected =
        regions.find(region => keyOf(region) === selection.key) ??
        regions.find(({ status }) => status !== "serving") ??
        regions[0];
    return (
        <>
            <Figures state={state} />
            <Alarms alarms={alarms} />
            <section aria-labelledby="where" class="panel where">
                <h2 id="where">Where it runs</h2>
                <div class="halves">
                    <RegionMap regions={regions} selected={selected && keyOf(selected)} />
                    <Cells state={state} />
                </div>
            </section>
            <RegionsSection state={state} selected={selected && keyOf(selected)} />
            {selected !== undefined && (
                <RegionDetail region={selected} regions={regions} limits={limits} selection={selection} />
            )}
            <div class="columns">
                <Releases regions={regions} />
                <DriftOverview regions={regions} limit={limits.psi} />
            </div>
            <ElsewhereSection elsewhere={elsewhere} />
            <Drills drills={drills} />
        </>
    );
}
