"""Answers given as text or numbers, and the concepts of the vocabulary that they are.

A question is a concept of class Question, an answer one of class Answer that the relationship
"PPI parent code of" places below it. An answer is known by its code, by its code without the
question's (`SleepTrouble_Yes` as "Yes"), or by its name, in any case of letters. What is not known
stays a text without a concept.
"""

import duckdb

from aggregates.cdm_sources import damaged, literal
from aggregates.errors import InputError
from aggregates.table_plans import AnswerCodes, Questions, TablePlan

PARENT_OF = "PPI parent code of"
_NUMBER = r"'^[+-]?\d+(\.\d+)?$'"

ANSWERS = (
    "(SELECT question_id, text, concept_id FROM ("
    "  SELECT question_id, concept_id, UNNEST(["
    "    {'rank': 1, 'text': LOWER(code)},"
    "    {'rank': 2, 'text': CASE WHEN STARTS_WITH(LOWER(code), LOWER(asked) || '_') "
    "      THEN LOWER(SUBSTR(code, LENGTH(asked) + 2)) END},"
    "    {'rank': 3, 'text': LOWER(name)}], recursive := true) FROM ("
    "      SELECT q.concept_id AS question_id, q.concept_code AS asked, a.concept_id, "
    "      a.concept_code AS code, a.concept_name AS name FROM concept_relationship "
    "      JOIN concept AS q ON q.concept_id = concept_id_1 "
    "      JOIN concept AS a ON a.concept_id = concept_id_2 "
    f"      WHERE relationship_id = '{PARENT_OF}' AND q.concept_class_id = 'Question' "
    "      AND a.concept_class_id = 'Answer'))"
    " WHERE text IS NOT NULL QUALIFY"
    " ROW_NUMBER() OVER (PARTITION BY question_id, text ORDER BY rank, concept_id) = 1)"
)


def questions(rows: Questions) -> str:
    """SQL of the questions of a vocabulary: code in lower case, concept_id."""
    own = f" AND vocabulary_id = {literal(rows.vocabulary)}" if rows.vocabulary else ""
    return (
        "(SELECT LOWER(concept_code) AS code, concept_id FROM concept "
        f"WHERE concept_class_id = 'Question'{own})"
    )


def given_text(column: str, stored: str) -> str:
    """SQL of the text in a quoted column of DuckDB type `stored`; whole numbers without `.0`.

    Null where it is blank, and where it is a number that is not finite, as an empty cell may be.
    """
    if stored in ("FLOAT", "DOUBLE"):
        column = f"CASE WHEN ISFINITE({column}) THEN {column} END"
    text = f"TRIM(CAST({column} AS VARCHAR))"
    return rf"NULLIF(REGEXP_REPLACE({text}, '^([+-]?\d+)\.0+$', '\1'), '')"


def answer_code(given: str, codes: AnswerCodes | None) -> str:
    """SQL of the code of an answer from that of its text."""
    branches = ""
    for text, code in (codes.codes if codes else {}).items():
        branches += f" WHEN {given} = {literal(text)} THEN {literal(code)}"
    for band in codes.bands if codes else ():
        whole = f"FLOOR(TRY_CAST({given} AS DOUBLE))"
        upper = "" if band.high is None else f" AND {whole} <= {band.high}"
        branches += f" WHEN {whole} >= {band.low}{upper} THEN {literal(band.code)}"
    return f"CASE{branches} ELSE {given} END" if branches else given


def refuse_unknown(connection: duckdb.DuckDBPyConnection, plan: TablePlan, rows: Questions) -> None:
    """Raise InputError for a question the vocabulary does not have once, or a code it lacks.

    The views `concept` and `concept_relationship` must stand.
    """
    try:
        known = connection.execute(
            f"SELECT code, COUNT(*), MIN(concept_id) FROM {questions(rows)} GROUP BY code"
        ).fetchall()
        answers = set(connection.execute(f"SELECT question_id, text FROM {ANSWERS}").fetchall())
    except (duckdb.Error, OSError):
        raise damaged(f"{plan.where}, tables concept and concept_relationship") from None
    asked = rows.columns or tuple(rows.answers)
    concept = {code: concept_id for code, _, concept_id in known}
    for question in asked:
        if question.lower() not in concept:
            what = f"question {question} is no concept_code of class Question in table concept"
            raise InputError(what, plan.where, "Add the concept, or leave the question out")
    for code, concepts, _ in known:
        if concepts > 1 and (not rows.columns or code in {name.lower() for name in asked}):
            what = f"question {code} is {concepts} concepts in table concept"
            raise InputError(what, plan.where, 'Choose one with vocabulary = "..."')
    for question, codes in rows.answers.items():
        for code in (*codes.codes.values(), *(band.code for band in codes.bands)):
            if (concept[question.lower()], code.lower()) not in answers:
                what = (
                    f"answers.{question} makes {code}, which is no answer to it in the vocabulary"
                )
                raise InputError(what, plan.where, "Add the answer's concept and relationship")
