window.closecallRows = {"columns":
	[["Practice evidence","link"],["Day","day"],["Who","text"],["Service","text"],["Answered of asked","text"],["What they said","text"],["For or against","text"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["who","Who",
	[["staff-interviews","Staff: interviews"]]],["supports","For or against",
	[["supports","Supports"]]],["category","CQC evidence category",
	[["feedback-from-staff-and-leaders","Feedback from staff and leaders"]]],["month","Month",
	[["2026-04","April 2026"]]]],"rows":
	[[["pe-20260410-d6ph","../practice-evidence/pe-20260410-d6ph/index.html"],"10 April 2026","Staff: interviews","Rosewood House","8 of 8","Seven named the box first; one said it still depends on who is on","Supports",[0,0,0,0,0]]]};
