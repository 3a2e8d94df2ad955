package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong uses of builtins are reported where they stand, once, in words that help. */
class BuiltinsWrongUseTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "header.add 'Content-Length', '1'|header: Content-Length (expected: a field that does not",
        "header.overwrite 'Transfer-Encoding', 'x'|header: Transfer-Encoding (expected: a field",
        "header.append 'Connection', 'x'|header: Connection (expected: a field that does not frame",
        "header.remove 'a b'|header: a b (expected: a name of letters, digits and dashes",
        "header.add 'A', \"b\\r\\nc\"|A: b??c (expected: a text without line ends",
        "header.append 'A', 'b', \"\\n\"|delimiter: ? (expected: a text without line ends",
        "header.add req.path, 'x'|'name' must be known when the configuration is loaded",
        "header.add 'A'|'header.add' misses 'value'",
        "header.add 'A', 1|'value' of 'header.add' must be String, not Number",
        "req.header.set 'Upgrade', 'x'|header: Upgrade (expected: a field that does not frame",
        "req.header.remove 'Host'|header: Host (expected: a field that a request can do without)",
        "req.rewrite 'a'|req.rewrite: a (expected: a path that begins with one /",
        "req.rewrite '/../etc'|req.rewrite: /../etc (expected: a path that begins with one /",
        "req.rewrite '//evil/'|req.rewrite: //evil/ (expected: a path that begins with one /",
        "access.deny 'x'|no form of 'access.deny' takes (String)",
        "access.deny_except|no form of 'access.deny_except' takes ()",
        "auth.realm 'a\"b'|realm: a\"b (expected: ASCII without quotes and backslashes)",
        "auth.realm req.host|'name' must be known when the configuration is loaded",
        "auth.userfile '/nowhere/users'|auth.userfile: /nowhere/users (expected: a file that can"
            + " be",
        "auth.userfile req.path|'file' must be known when the configuration is loaded",
        "rate.limit 'a', 0|rate: 0 (expected: such as 10/s, 100/min",
        "rate.limit 'a', '10/year'|rate: 10/year (expected: such as 10/s, 100/min",
        "rate.limit 'a', 10, 0|burst: 0 (expected: a whole number from 1",
        "rate.limit 'a', rand()|'rate' must be known when the configuration is loaded",
        "rate.limit 'a', req.path|'rate' must be known when the configuration is loaded",
        "rate.limit 'a', 1, rand()|'burst' must be known when the configuration is loaded",
        "accesslog 'a', 'combind'|there is no format 'combind' for access logs",
        "accesslog 'a', req.path|'format' must be known when the configuration is loaded",
        "accesslog req.path|'file' must be known when the configuration is loaded",
        "director.http 127.0.0.1, 0|director.http: http://127.0.0.1:0 (expected: a port from 1",
        "director.http 127.0.0.1, rand() if req.is_secure|address and port must be known when the"
            + " configuration is",
        "director.http req.remoteip, 80 if req.is_secure|address and port must be known when the"
            + " configuration is",
        "log 1|'text' of 'log' must be String, not Number",
        "log.level 'info'|'log.level' can only be called in setup",
        "trusted.proxies 10.0.0.0/8|'trusted.proxies' can only be called in setup",
        "max_connections 1|'max_connections' can only be called in setup",
        "log string(rand(2, 1))|to: 1 (expected: a number from 2)",
        "log regex.group(100)|index: 100 (expected: a number from 0 to 99)",
        "director.api 'x0'|prefix: x0 (expected: a plain path that begins with a slash",
        "director.web '/a/../b'|prefix: /a/../b (expected: a plain path that begins with a slash",
        "director.api req.path|'prefix' must be known when the configuration is loaded",
        "sendfile.root 'files'|sendfile.root: files (expected: a folder such as /srv/files, not /)",
        "sendfile.root '/'|sendfile.root: / (expected: a folder such as /srv/files, not /)",
        "sendfile.root req.path|'folder' must be known when the configuration is loaded",
        "error.page 399, '/x'|error.page: 399 (expected: a status from 400 to 599)",
        "error.page '3xx', '/x'|error.page: 3xx (expected: a status, '4xx' or '5xx')",
        "error.page 404, '/nowhere/404.html'|error.page: /nowhere/404.html (expected: a file that",
        "error.page 404, req.path|'page' must be known when the configuration is loaded",
        "error.page int(req.path), 'http://x'|'status' must be known when the configuration is"
            + " loaded",
        "error.page 404, \"http://a/\\r\\nb\"|error.page: http://a/??b (expected: a text without",
        "compress.types|'compress.types' can only be called in setup",
        "admin.hosts 'a'|'admin.hosts' can only be called in setup"
      })
  void main_wrongUse_isReportedWhereItIs(String statement, String message) {
    List<String> problems = Checked.main(statement);

    assertThat(problems).as(problems.toString()).hasSize(1);
    assertThat(problems.get(0)).startsWith("x0d.conf:3:").contains(": error: ").contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "admin.socket group: 'no-such-group'|there is no group no-such-group on this machine",
        "admin.socket|admin.socket needs a path, a group or both",
        "admin.hosts 'http://lb'|admin.hosts: http://lb (expected: the name of a host",
        "max_connections -1|max_connections: -1 (expected: a number from 0 to 1000000)",
        "max_connections 10k|'limit' of 'max_connections' must be Number, not Size",
        "max_keepalive_idle 10|'limit' of 'max_keepalive_idle' must be Duration, not Number",
        "max_keepalive_idle 1ms|max_keepalive_idle: 1ms (expected: a duration from 100ms to",
        "max_keepalive_requests -1|max_keepalive_requests: -1 (expected: a number from 0 to",
        "max_request_uri_size 1|max_request_uri_size: 1 (expected: from 16 to 1048576 bytes)",
        "max_request_header_size 1|max_request_header_size: 1 (expected: from 1024 to 1048576",
        "max_request_header_count 1|max_request_header_count: 1 (expected: a number from 8 to",
        "max_request_body_size 1s|'limit' of 'max_request_body_size' must be Size, not Duration",
        "accesslog.format 'a', '%z'|accesslog.format a: %z (expected: one of %% %c",
        "accesslog.format 'a b', '%c'|accesslog.format: a b (expected: letters, digits",
        "accesslog.format 'json', '%c'|there is a format 'json' already",
        "compress.level 10|compress.level: 10 (expected: a number from 1 to 9)",
        "accesslog.mode '640'|accesslog.mode: 640 (expected: three octal digits after a 0",
        "accesslog.mode '0888'|accesslog.mode: 0888 (expected: three octal digits after a 0",
        "log.level 'loud'|log.level: loud (expected: one of error, warn, info, debug, trace)",
        "trusted.proxies ['a']|no form of 'trusted.proxies' takes (String[])",
        "header.add 'A', 'b'|'header.add' can only be called in main",
        "access.deny|'access.deny' can only be called in main"
      })
  void setup_wrongUse_isReportedWhereItIs(String statement, String message) {
    List<String> problems = Checked.setup(statement);

    assertThat(problems).as(problems.toString()).hasSize(1);
    assertThat(problems.get(0)).startsWith("x0d.conf:2:").contains(": error: ").contains(message);
  }
}
