/** What we use of jstat 1.9 (MIT), which comes without types. */
declare module 'jstat' {
  interface Distribution<P extends readonly number[]> {
    pdf(x: number, ...parameters: P): number;
    cdf(x: number, ...parameters: P): number;
    inv(p: number, ...parameters: P): number;
  }
  const jstat: {
    readonly normal: Distribution<[mean: number, standardDeviation: number]>;
    readonly studentt: Distribution<[degreesOfFreedom: number]>;
    readonly chisquare: Distribution<[degreesOfFreedom: number]>;
    readonly gammaln: (x: number) => number;
  };
  export default { jStat: jstat };
}
