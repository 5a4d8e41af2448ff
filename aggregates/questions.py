"""``questions.parquet``: how the answers of the surveys stand to questions and modules."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from aggregates.counts_table import CountsError
from suppression.tables import DomainTables

SURVEY = "survey"
QUESTIONS = "questions"  # the name of the table
OTHER_ANSWERS = "Other answers"  # the class of the subject of all answers too rare to be listed


def check_questions(rows: pa.Table, tables: Mapping[str, DomainTables]) -> None:
    """Raise CountsError unless questions and answers are subjects of the domain ``survey``.

    A module that cannot be published stands there by name alone.
    """
    if not rows.num_rows:
        return
    if SURVEY not in tables:
        raise CountsError("questions stand where there is no survey")
    listed = tables[SURVEY].subjects
    for column in ("question_id", "answer_id"):
        if not np.isin(rows.column(column).to_numpy(), listed).all():
            raise CountsError(f"questions: {column} names a subject that is not listed")
    parents = rows.column("parent_answer_id").to_numpy()
    if not np.isin(parents, np.append(listed, 0)).all():
        raise CountsError("questions: parent_answer_id names a subject that is not listed")
    answers = rows.column("answer_id").to_pylist()
    if len(set(answers)) < len(answers):
        raise CountsError("questions: an answer stands twice")
