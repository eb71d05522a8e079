import type { Config } from "../config/config";

/** What one gate serves before another one starts, which is 500 in a second (components/adapters/aws/regional-serving/scaling.ts). */
const usual = 500 * 60;

/** The most that WAF accepts (docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html). */
const most = 2_000_000_000;

/**
 * Requests of one client address in a minute where the config does not limit them. All callers of a service may be servers behind one NAT
 * gateway, so what the service is planned for is admitted from one address, too.
 */
export function usualAddressLimit({ demand, models }: Pick<Config, "demand" | "models">): number {
    const peaks = models.map(model => model.demand?.peakRps ?? demand?.peakRps ?? 0);
    const perMinute = Math.ceil(60 * peaks.reduce((sum, peak) => sum + peak, 0));
    return Math.min(most, Math.max(usual, perMinute));
}
