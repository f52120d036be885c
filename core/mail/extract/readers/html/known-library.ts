// Libraries that reports, maps and plots fetch from where their makers publish them: they lead nobody elsewhere.

/** Hosts on which only their keepers put scripts. */
const hosts: ReadonlySet<string> = new Set([
  'ajax.googleapis.com',
  'ajax.aspnetcdn.com',
  'cdn.bokeh.org',
  'cdn.datatables.net',
  'cdn.mathjax.org',
  'cdn.plot.ly',
  'cdn.pydata.org',
  'cdnjs.cloudflare.com',
  'code.highcharts.com',
  'code.jquery.com',
  'd3js.org',
  'maxcdn.bootstrapcdn.com',
  'netdna.bootstrapcdn.com',
  'stackpath.bootstrapcdn.com',
  'www.google-analytics.com',
  'www.gstatic.com',
]);

/** Hosts that carry every package somebody publishes: there the package counts. */
const registries: ReadonlySet<string> = new Set(['cdn.jsdelivr.net', 'unpkg.com']);
const packages: ReadonlySet<string> = new Set(
  'anywidget bootstrap chart.js d3 echarts jquery katex leaflet leaflet.markercluster mathjax mermaid plotly.js-dist-min requirejs vega vega-embed vega-lite'.split(
    ' ',
  ),
);

/** `address` of a script, at most 2,000 characters count. */
export function isKnownLibrary(address: string): boolean {
  const text = address.trim().slice(0, 2000);
  const full = text.startsWith('//') ? `https:${text}` : text;
  if (!URL.canParse(full)) return false;
  const { hostname, pathname, username } = new URL(full);
  if (username !== '') return false;
  if (hosts.has(hostname)) return true;
  if (!registries.has(hostname)) return false;
  const [name = ''] = pathname.replace(/^\/(?:npm\/)?/, '').split(/[@/]/, 1);
  return packages.has(name);
}
