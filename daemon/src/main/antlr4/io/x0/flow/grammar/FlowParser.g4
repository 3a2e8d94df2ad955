/*
 * Grammar of Flow, the configuration language of x0d.
 *
 * The tokens have been arranged before: brackets are balanced and SEMI stands wherever a line end
 * ends a statement. Operators of one level are lists, so that a long chain needs no recursion.
 */
parser grammar FlowParser;

options {
  tokenVocab = FlowLexer;
}

file : (item | SEMI)* EOF ;

item : includeDecl | importDecl | varDecl | handlerDecl ;

includeDecl : INCLUDE stringLiteral end ;

importDecl : IMPORT importItem (COMMA importItem)* (FROM stringLiteral)? end ;

importItem : IDENT | stringLiteral | LPAREN importItem (COMMA importItem)* RPAREN ;

handlerDecl : HANDLER? IDENT statement ;

statement : ifStatement | matchStatement | block | varDecl | simple | emptyStatement ;

emptyStatement : SEMI ;

block : LBRACE statement* RBRACE ;

varDecl : VAR IDENT ASSIGN expr end ;

ifStatement : IF expr THEN? statement elseIf* (ELSE statement)? ;

elseIf : (ELSE IF | ELSIF) expr THEN? statement ;

matchStatement
    : MATCH addExpr op=(EQ | PREFIX | SUFFIX | REGEX_MATCH)? LBRACE matchCase* (ELSE statement)? RBRACE
    ;

matchCase : ON expr (COMMA ON expr)* statement ;

simple : (assignment | callStatement) postfix? end ;

assignment : IDENT ASSIGN expr ;

callStatement : IDENT (LPAREN arguments? RPAREN | arguments)? ;

postfix : (IF | UNLESS) expr ;

end
    : SEMI
    | {_input.LA(1) == RBRACE || _input.LA(1) == ELSE || _input.LA(1) == ELSIF || _input.LA(1) == EOF}?
    ;

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
    | IDENT LPAREN arguments? RPAREN
    | IDENT stringLiteral
    | IDENT
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
