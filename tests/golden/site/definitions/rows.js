window.closecallRows = {"columns":
	[["Definition","link"],["Area of care","text"],["Holds for","text"],["From","day"],["In force?","tags"],["Approved by a decision?","text"],["Looked at again by","text"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["area","Area of care",
	[["medicines","Medicines"]]],["standing","In force?",
	[["in-force","In force"]]],["approved","Approved by a decision?",
	[["yes","Yes"]]],["review","Review overdue?",
	[["no","No"]]]],"rows":
	[[["A medicine was about to be given wrongly, and that was put right before it\u2026","../definitions/df-medicines/index.html"],"Medicines","Every service","5 January 2026",
	[["good","In force"]],"Yes","4 January 2027",[0,0,0,0,0]]]};
