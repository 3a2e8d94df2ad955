/*
 * Grammar of Flow, the configuration language of x0d.
 *
 * The tokens have been arranged before: brackets are balanced and SEMI stands wherever a line end
 * ends a statement. 'else if' is one ELSIF, and a parenthesis behind a name a CALL_LPAREN. So one
 * token, or two, tell every alternative. Operators of one level are lists, so that a long chain needs no recursion.
 */
parser grammar FlowParser;

options {
  tokenVocab = FlowLexer;
}

file : (item | SEMI)* EOF ;

item : includeDecl | importDecl | varDecl | handlerDecl ;

includeDecl : INCLUDE stringLiteral SEMI ;

importDecl : IMPORT importItem (COMMA importItem)* (FROM stringLiteral)? SEMI ;

importItem : IDENT | stringLiteral | (LPAREN | CALL_LPAREN) importItem (COMMA importItem)* RPAREN ;

handlerDecl : HANDLER? IDENT statement ;

statement : ifStatement | matchStatement | block | varDecl | simple | emptyStatement ;

emptyStatement : SEMI ;

block : LBRACE statement* RBRACE ;

varDecl : VAR IDENT ASSIGN expr SEMI ;

ifStatement : IF expr THEN? statement elseIf* (ELSE statement)? ;

elseIf : ELSIF expr THEN? statement ;

matchStatement
    : MATCH addExpr op=(EQ | PREFIX | SUFFIX | REGEX_MATCH)? LBRACE matchCase* (ELSE statement)? RBRACE
    ;

matchCase : ON expr (COMMA ON? expr)* statement ;

simple : IDENT (assignment | call | arguments)? postfix? SEMI ;

assignment : ASSIGN expr ;

call : CALL_LPAREN arguments? RPAREN ;

postfix : (IF | UNLESS) expr ;

arguments : argument (COMMA argument)* COMMA? ;

argument : IDENT COLON expr | expr (ARROW expr)? ;

expr : notExpr ((AND | OR | XOR) notExpr)* ;

notExpr : NOT* relExpr ;

relExpr
    : addExpr
      (op=(EQ | NE | LT | GT | LE | GE | PREFIX | SUFFIX | REGEX_MATCH | REGEX_MISS | IN) addExpr)?
    ;

addExpr : mulExpr ((PLUS | MINUS) mulExpr)* ;

mulExpr : powExpr ((STAR | SLASH | PERCENT | SHL | SHR) powExpr)* ;

powExpr : unaryExpr (POW unaryExpr)* ;

unaryExpr : (MINUS | TILDE)* primary ;

primary
    : literal
    | IDENT (call | stringLiteral)?
    | LPAREN expr RPAREN
    | LBRACKET (expr (COMMA expr)* COMMA?)? RBRACKET
    ;

literal
    : TRUE
    | FALSE
    | NUMBER UNIT?
    | SHARE
    | IPV4
    | IPV4_CIDR
    | IPV6
    | IPV6_CIDR
    | REGEX
    | GROUP
    | ENV
    | stringLiteral
    ;

stringLiteral : RAW_STRING | QUOTE (CHUNK | INTERPOLATION expr RBRACE)* END_QUOTE ;
