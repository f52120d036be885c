// Stands in for a bundle where a deployment is only looked at; were it deployed, every call would fail and no mail pass.
export function handler() {
  throw new Error('this deployment was made without bundles; run npm run bundle and deploy again');
}
