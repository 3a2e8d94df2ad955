package io.x0.haproxy.stats;

import java.util.List;

/** The page of statistics. Stateless. */
final class StatsHtml {
  private static final List<String> SHOWN =
      List.of(
          "pxname",
          "svname",
          "status",
          "weight",
          "qcur",
          "qmax",
          "scur",
          "smax",
          "slim",
          "stot",
          "rate",
          "bin",
          "bout",
          "hrsp_2xx",
          "hrsp_3xx",
          "hrsp_4xx",
          "hrsp_5xx",
          "econ",
          "eresp",
          "wretr",
          "wredis",
          "throttle",
          "check_status",
          "last_chk",
          "chkfail",
          "chkdown",
          "lastchg",
          "downtime");

  private StatsHtml() {}

  static String page(List<Row> rows, String version, long uptime) {
    StringBuilder out = new StringBuilder(4096);
    out.append("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">")
        .append("<title>Statistics Report for x0d</title>\n<style>")
        .append("body{font:13px sans-serif}table{border-collapse:collapse}")
        .append("th,td{border:1px solid #bbb;padding:1px 5px;text-align:right}")
        .append(".FRONTEND{background:#eef}.BACKEND{background:#efe}.down{color:#b00}")
        .append("</style></head><body>\n<h1>x0d ")
        .append(escape(version))
        .append("</h1>\n<p>Statistics as those of HAProxy version 2.6, released by x0. ")
        .append("<b>uptime = </b> ")
        .append(duration(uptime))
        .append(". As <a href=\";csv\">CSV</a>.</p>\n<table>\n<tr>");
    SHOWN.forEach(name -> out.append("<th>").append(name).append("</th>"));
    out.append("</tr>\n");
    for (Row row : rows) {
      String status = row.get("status");
      boolean isDown = status.startsWith("DOWN") || status.startsWith("MAINT");
      out.append("<tr class=\"").append(row.kind()).append(isDown ? " down" : "").append("\">");
      SHOWN.forEach(name -> out.append("<td>").append(escape(row.get(name))).append("</td>"));
      out.append("</tr>\n");
    }
    return out.append("</table>\n</body></html>\n").toString();
  }

  private static String duration(long seconds) {
    return "%dd %dh%02dm%02ds"
        .formatted(seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
