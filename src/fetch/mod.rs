//! Getting the tools and the chart.
