/** 0.9834: "98.3%". What is not nothing is not shown as nothing, and what is not all is not shown as all. */
export function percentText(rate: number): string {
  const percent = rate * 100;
  if (percent > 0 && percent < 0.1) return 'under 0.1%';
  if (percent < 100 && percent > 99.9) return 'over 99.9%';
  return `${percent.toFixed(percent === 0 || percent === 100 ? 0 : 1)}%`;
}
