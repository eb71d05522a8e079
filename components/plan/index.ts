/**
 * The planner, without Pulumi: a config's plan or every fault in it, the residency rule, the catalogue of places.
 *
 * @module
 */
export { ConfigFaults, type Fault } from "./faults";
export {
    type Cloud,
    clouds,
    knownRegions,
    pairOf,
    type Place,
    placeOf,
    type Region,
    regionNamed,
    type RegionRef,
    splitRef,
} from "./places/catalogue";
export { type Expansion, expandPlace } from "./places/multi-regions";
export {
    type Atlas,
    type Boundary,
    type DataClass,
    dataClasses,
    type Flow,
    type FlowKind,
    flowKinds,
    judge,
    type Verdict,
} from "./residency";
export { atlasWith, catalogue } from "./places/atlas";
export { type Cell, cell } from "./cells/cell";
export type { CellArgs } from "./config/cell";
export type { AuthInput, AuthPlan, Claims, JwtPlan } from "./serving/auth";
export type { Config, ConfigInput, RoutingConfig } from "./config/config";
export type { DemandInput } from "./config/demand";
export type { HostingInput } from "./config/hosting";
export type { Latency, LatencyInput, Link } from "./routing/latency";
export type { FeaturesPlan } from "./serving/features";
export type { LimitsInput, LimitsPlan, Rate } from "./serving/limits";
export type { Load } from "./serving/loads";
export { type Lock, parseLock } from "./config/lock";
export type { ModelConfig, ModelInput } from "./config/models";
export type { BudgetInput, ObservabilityInput, RecoveryConfig } from "./config/observability";
export type { StoreInput } from "./config/store";
export { configFaults } from "./config-faults";
export { type Beside, type CellPlan, parseConfig, type Plan, plan, planConfig } from "./plan";
export { flowsOf, judgedFlows, type PlannedFlow } from "./flows";
export type { Point, RoutingPlan } from "./routing/routing";
export { pathIn } from "./serving/release-file";
export type { HostingPlan, ModelPlan, ReleasePlan, ServingPlan, Sticky } from "./serving/serving";
export type { StorePlan, TablePlan } from "./store/store-plan";
export type { ExportPlan, WatchPlan } from "./watch/watch-plan";
