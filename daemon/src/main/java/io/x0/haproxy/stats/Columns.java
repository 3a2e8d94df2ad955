package io.x0.haproxy.stats;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of HAProxy 2.6, in its order. Programs go by position: a column must never be
 * inserted. Stateless.
 */
final class Columns {
  /** The first line but for its mark; it ends with a comma, as all others do. */
  static final String HEADER =
      "pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,"
          + "status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,"
          + "lbtot,tracked,type,rate,rate_lim,rate_max,check_status,check_code,check_duration,"
          + "hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,req_rate,req_rate_max,"
          + "req_tot,cli_abrt,srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,lastsess,last_chk,last_agt,"
          + "qtime,ctime,rtime,ttime,agent_status,agent_code,agent_duration,check_desc,agent_desc,"
          + "check_rise,check_fall,check_health,agent_rise,agent_fall,agent_health,addr,cookie,mode,"
          + "algo,conn_rate,conn_rate_max,conn_tot,intercepted,dcon,dses,wrew,connect,reuse,"
          + "cache_lookups,cache_hits,srv_icur,src_ilim,qtime_max,ctime_max,rtime_max,ttime_max,eint,"
          + "idle_conn_cur,safe_conn_cur,used_conn_cur,need_conn_est,uweight,agg_server_status,"
          + "agg_server_check_status,agg_check_status,-,ssl_sess,ssl_reused_sess,"
          + "ssl_failed_handshake,h2_headers_rcvd,h2_data_rcvd,h2_settings_rcvd,h2_rst_stream_rcvd,"
          + "h2_goaway_rcvd,h2_detected_conn_protocol_errors,h2_detected_strm_protocol_errors,"
          + "h2_rst_stream_resp,h2_goaway_resp,h2_open_connections,h2_backend_open_streams,"
          + "h2_total_connections,h2_backend_total_streams,h1_open_connections,h1_open_streams,"
          + "h1_total_connections,h1_total_streams,h1_bytes_in,h1_bytes_out,h1_spliced_bytes_in,"
          + "h1_spliced_bytes_out,";

  static final List<String> NAMES = List.of(HEADER.split(","));

  private static final Map<String, Integer> POSITIONS = positions();

  private static final String PROTOCOLS =
      ",h2_headers_rcvd,h2_data_rcvd,h2_settings_rcvd,h2_rst_stream_rcvd,h2_goaway_rcvd,"
          + "h2_detected_conn_protocol_errors,h2_detected_strm_protocol_errors,h2_rst_stream_resp,"
          + "h2_goaway_resp,h2_open_connections,h2_backend_open_streams,h2_total_connections,"
          + "h2_backend_total_streams,h1_open_connections,h1_open_streams,h1_total_connections,"
          + "h1_total_streams,h1_bytes_in,h1_bytes_out,h1_spliced_bytes_in,h1_spliced_bytes_out";

  private static final String ANSWERS =
      "hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,req_tot,bin,bout,scur,smax,stot,"
          + "rate,rate_max,dresp,wrew,eint,ssl_sess,ssl_reused_sess,ssl_failed_handshake,";

  private static final String ATTEMPTS =
      ANSWERS
          + "qcur,qmax,econ,eresp,wretr,wredis,weight,act,bck,lastchg,lbtot,cli_abrt,srv_abrt,"
          + "qtime,ctime,rtime,ttime,connect,reuse,qtime_max,ctime_max,rtime_max,ttime_max,uweight,";

  private Columns() {}

  private static Map<String, Integer> positions() {
    Map<String, Integer> positions = new HashMap<>();
    for (String name : NAMES) {
      positions.put(name, positions.size());
    }
    return Map.copyOf(positions);
  }

  /** Returns the place of a column, from 0. */
  static int position(String name) {
    Integer position = POSITIONS.get(name);
    if (position == null) {
      throw new IllegalArgumentException("no column " + name);
    }
    return position;
  }

  /** Returns the columns that rows of a kind always fill; what x0 does not count is 0 there. */
  static List<String> filled(Row.Kind kind) {
    String names =
        switch (kind) {
          case FRONTEND ->
              ANSWERS
                  + "dreq,ereq,slim,rate_lim,req_rate,req_rate_max,comp_in,comp_out,comp_byp,"
                  + "comp_rsp,conn_rate,conn_rate_max,conn_tot,intercepted,dcon,dses,"
                  + "cache_lookups,cache_hits"
                  + PROTOCOLS;
          case BACKEND ->
              ATTEMPTS
                  + "dreq,slim,chkdown,downtime,comp_in,comp_out,comp_byp,comp_rsp,lastsess,"
                  + "cache_lookups,cache_hits,agg_server_status,agg_server_check_status,"
                  + "agg_check_status"
                  + PROTOCOLS;
          case SERVER ->
              ATTEMPTS + "srv_icur,idle_conn_cur,safe_conn_cur,used_conn_cur,need_conn_est";
        };
    return List.of(names.split(","));
  }
}
