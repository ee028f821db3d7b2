/** What a criterion's trend leads to. */
export const FORECASTS = ['on-track', 'at-risk', 'off-track', 'uncertain'] as const;
export type ForecastState = (typeof FORECASTS)[number];

/** Why nothing can be said: too few weeks, a due date too far ahead of them, or weeks that do not tell which way it goes. */
export const UNCERTAIN_REASONS = ['too-few-weeks', 'too-far-ahead', 'direction-unknown'] as const;
export type UncertainReason = (typeof UNCERTAIN_REASONS)[number];
