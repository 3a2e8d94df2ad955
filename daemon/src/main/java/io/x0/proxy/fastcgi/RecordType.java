package io.x0.proxy.fastcgi;

/** The types of records that x0 writes or reads. */
enum RecordType {
  BEGIN_REQUEST(1),
  ABORT_REQUEST(2),
  END_REQUEST(3),
  PARAMS(4),
  STDIN(5),
  STDOUT(6),
  STDERR(7);

  final int code;

  RecordType(int code) {
    this.code = code;
  }
}
