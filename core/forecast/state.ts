/** What a criterion's trend leads to. */
export const FORECASTS = ['on-track', 'at-risk', 'off-track', 'uncertain'] as const;
export type ForecastState = (typeof FORECASTS)[number];

/** Why nothing can be said: too few weeks, a due date too far ahead of them, or weeks that do not tell which way it goes. */
export const UNCERTAIN_REASONS = ['too-few-weeks', 'too-far-ahead', 'direction-unknown'] as const;
export type UncertainReason = (typeof UNCERTAIN_REASONS)[number];

/** Why a criterion has no trend that could lead to its target, whatever was seen. */
export const NO_FORECAST = ['evaluation', 'each', 'total', 'exact'] as const;
export type NoForecastReason = (typeof NO_FORECAST)[number];
