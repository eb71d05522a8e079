export { ConfigFaults, type Fault } from "./plan/faults";
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
} from "./plan/places/catalogue";
export { type Expansion, expandPlace } from "./plan/places/multi-regions";
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
} from "./plan/residency";
export { atlasWith, catalogue } from "./plan/places/atlas";
export { type Cell, cell } from "./plan/cells/cell";
export type { CellArgs } from "./plan/config/cell";
export type { AuthInput, AuthPlan, Claims, JwtPlan } from "./plan/serving/auth";
export type { Config, ConfigInput, RoutingConfig } from "./plan/config/config";
export type { DemandInput } from "./plan/config/demand";
export type { HostingInput } from "./plan/config/hosting";
export type { Latency, LatencyInput, Link } from "./plan/routing/latency";
export { type FeaturesPlan, lookupsOf } from "./plan/serving/features";
export type { LimitsInput, LimitsPlan, Rate } from "./plan/serving/limits";
export { type Load, withCells } from "./plan/serving/loads";
export { type Lock, parseLock } from "./plan/config/lock";
export type { ModelConfig, ModelInput } from "./plan/config/models";
export type { BudgetInput, ObservabilityInput, RecoveryConfig } from "./plan/config/observability";
export type { StoreInput } from "./plan/config/store";
export { configFaults } from "./plan/config-faults";
export { type Beside, type CellPlan, parseConfig, type Plan, plan, planConfig } from "./plan/plan";
export { flowsOf, judgedFlows, type PlannedFlow } from "./plan/flows";
export type { Point, RoutingPlan } from "./plan/routing/routing";
export type { HostingPlan, ModelPlan, ReleasePlan, ServingPlan, Sticky } from "./plan/serving/serving";
export { storeOfCell, type StorePlan, type TablePlan } from "./plan/store/store-plan";
export type { ExportPlan, WatchPlan } from "./plan/watch/watch-plan";
export type { Existing, LandingZone, LandingZoneArgs, Target } from "./landing-zone/contract";
export type { RegionalServingArgs } from "./regional-serving/args";
export { RegionalServing } from "./regional-serving/component";
export type { Front, FrontAddress, Serving, ServesModels, ServingLinks } from "./regional-serving/contract";
export type { Backend, GlobalRouterArgs } from "./global-router/args";
export { GlobalRouter } from "./global-router/component";
export type { EntryPoint, Names, Routed, RoutesClients } from "./global-router/contract";
export type { ReplicatedStoreArgs } from "./replicated-store/args";
export { ReplicatedStore } from "./replicated-store/component";
export type { Store, StoreLinks, StoresData } from "./replicated-store/contract";
export type { ObservabilityHubArgs } from "./observability-hub/args";
export { ObservabilityHub } from "./observability-hub/component";
export type { Watch, WatchesRegions, WatchLinks } from "./observability-hub/contract";
export type { Scope } from "./scope";
export type { ServiceArgs, ServiceConfig } from "./service/args";
export { Service, type ServiceCell } from "./service/component";
export type { BoundCloud, CloudAdapter, ServiceContext } from "./service/contract";
