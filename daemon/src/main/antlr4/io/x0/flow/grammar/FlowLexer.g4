/*
 * Lexis of Flow, the configuration language of x0d.
 *
 * A '"' opens the mode TEXT; '#{' or '${' inside it opens the default mode again, and the first '}'
 * there closes it. Line ends are tokens: io.x0.flow.syntax decides which of them end a statement.
 */
lexer grammar FlowLexer;

options {
  superClass = FlowLexerBase;
}

tokens {
  UNIT,
  CALL_LPAREN
}

HASH_INCLUDE : '#include' {includeDirective()}? -> type(INCLUDE) ;
COMMENT : '#' {!includeAhead()}? ~[\r\n]* -> skip ;
BLOCK_COMMENT : '/*' .*? '*/' -> skip ;
UNCLOSED_COMMENT : '/*' (~'*' | '*'+ ~[*/])* '*'* EOF ;
SPACE : [ \t\f\r]+ -> skip ;
NEWLINE : '\r'? '\n' {leaveText();} ;

HANDLER : 'handler' ;
VAR : 'var' ;
IF : 'if' ;
THEN : 'then' ;
ELSE : 'else' ;
ELSIF : 'elsif' ;
UNLESS : 'unless' ;
MATCH : 'match' ;
ON : 'on' ;
INCLUDE : 'include' ;
IMPORT : 'import' ;
FROM : 'from' ;
AND : 'and' | '&&' ;
OR : 'or' | '||' ;
XOR : 'xor' ;
NOT : 'not' | '!' ;
IN : 'in' ;
SHL : 'shl' | '<<' ;
SHR : 'shr' | '>>' ;
TRUE : 'true' | 'yes' ;
FALSE : 'false' | 'no' ;

EQ : '==' ;
NE : '!=' ;
LE : '<=' ;
GE : '>=' ;
LT : '<' ;
GT : '>' ;
PREFIX : '=^' ;
SUFFIX : '=$' ;
REGEX_MATCH : '=~' ;
REGEX_MISS : '!~' ;
ARROW : '=>' ;
ASSIGN : '=' ;
PLUS : '+' ;
MINUS : '-' ;
POW : '**' ;
STAR : '*' ;
PERCENT : '%' ;
TILDE : '~' ;

LBRACE : '{' ;
RBRACE : '}' {closeInterpolation();} ;
LPAREN : '(' ;
RPAREN : ')' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
COMMA : ',' ;
COLON : ':' ;
SEMI : ';' ;

IPV4 : OCTET '.' OCTET '.' OCTET '.' OCTET ;
IPV4_CIDR : OCTET '.' OCTET '.' OCTET '.' OCTET '/' DIGIT+ ;
IPV6 : HEX* ':' HEX* ':' (HEX | ':' | '.')* ;
IPV6_CIDR : HEX* ':' HEX* ':' (HEX | ':' | '.')* '/' DIGIT+ ;
SHARE : DIGIT+ ('.' DIGIT+)? '%' {!operandAhead()}? ;
NUMBER : DIGIT+ ;
MALFORMED_NUMBER : DIGIT+ ('.' DIGIT*)+ ;

REGEX : {regexAllowed()}? '/' (~[*/\\\r\n] | '\\' ~[\r\n]) (~[/\\\r\n] | '\\' ~[\r\n])* '/' ;
SLASH : '/' ;

RAW_STRING : '\'' (~['\\\r\n] | '\\' ~[\r\n])* '\'' ;
UNCLOSED_RAW_STRING : '\'' (~['\\\r\n] | '\\' ~[\r\n])* '\\'? ;
QUOTE : '"' -> pushMode(TEXT) ;

GROUP : '$' DIGIT+ ;
ENV : '$' [A-Za-z_] [A-Za-z0-9_]* ;
IDENT : [A-Za-z_] [A-Za-z0-9_.]* ;

UNKNOWN : . ;

fragment DIGIT : [0-9] ;
fragment OCTET : DIGIT+ ;
fragment HEX : [0-9A-Fa-f] ;

mode TEXT;

CHUNK : (~["\\#$\r\n] | '\\' ~[\r\n])+ | [#$\\] ;
INTERPOLATION : [#$] '{' -> pushMode(DEFAULT_MODE) ;
END_QUOTE : '"' -> popMode ;
TEXT_NEWLINE : '\r'? '\n' {leaveText();} -> type(NEWLINE) ;
TEXT_RETURN : '\r' -> skip ;
